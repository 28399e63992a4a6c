import type { Shutdown } from '../../tools/start/shutdown.ts'
import { checksAfter, poisonIsParked } from './checks/all.ts'
import type { Part } from './programme.ts'
import type { Act, Check, Finding, Played } from './scene.ts'
import { Stage } from './stage.ts'

export interface PartResult {
  readonly part: Part
  readonly played: readonly Played[]
  readonly findings: readonly Finding[]
}

interface Circumstances {
  readonly seed: number
  readonly say: (line: string) => void
  readonly shutdown: Shutdown
}

/** Sets the stage, plays the acts under the feed, settles, and examines what is left. */
export async function runPart(part: Part, { seed, say, shutdown }: Circumstances): Promise<PartResult> {
  say(`${part.name}: durable servers and services on the way`)
  const stage = await Stage.set({ ...part, seed, shipped: true, say })
  let struck: Promise<void> | undefined
  const strike = () => (struck ??= stage.strike())
  shutdown.add(strike)
  const findings: Finding[] = []
  const examine = async (checks: readonly Check[]) => {
    for (const check of checks) findings.push(await found(check, stage, say))
  }
  try {
    stage.startFeed()
    const [first, ...others] = part.acts
    await stage.play(first!, 0)
    await stage.scene.poison.write()
    for (const act of others) findings.push(...(await playedBy(stage, act, say)))
    await stage.settle()
    await examine([poisonIsParked])
    await stage.cure()
    await examine(checksAfter(part.acts))
  } catch (failure) {
    say(String((failure as Error).stack ?? failure))
    findings.push({ title: `${part.name}: the run came to its end`, query: '', result: String(failure), passed: false })
  } finally {
    await strike()
  }
  return { part, played: stage.played, findings }
}

/** An act that fails is a finding; what it and the others left is examined all the same. */
async function playedBy(stage: Stage, act: Act, say: (line: string) => void): Promise<Finding[]> {
  try {
    await stage.play(act)
    return []
  } catch (failure) {
    say(String((failure as Error).stack ?? failure))
    return [{ title: `${act.name}: played to its end`, query: '', result: String(failure), passed: false }]
  }
}

async function found({ title, examine }: Check, { scene, played }: Stage, say: (line: string) => void): Promise<Finding> {
  const outcome = await examine(scene, played).catch((failure: Error) => ({ query: '', result: String(failure), passed: false }))
  say(`${outcome.passed ? '✓' : '✗'} ${title}\n         ${outcome.query}\n         → ${outcome.result}`)
  return { title, ...outcome }
}
