import { createHash } from 'node:crypto'
import type { CommandBodies, CommandName } from '../../services/dispatch/src/domain/commands.ts'
import type { Actor } from '../../services/dispatch/src/domain/directory.ts'
import type { Random } from '../../tools/demo/random.ts'
import type { SeededDistrict } from './district.ts'
import type { Life } from './life.ts'

interface Act<Command extends CommandName = CommandName> {
  readonly command: Command
  readonly body: CommandBodies[Command]
  readonly by: Actor
  /** How long it takes them on average. */
  readonly minutes: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const SHANGHAI = 8 * HOUR
const WORDS = [
  '已到现场处理，恢复正常。',
  '已上门核实并与当事人沟通，双方同意按协议办理。',
  '现场照片见附件。',
  '已通知责任单位整改，次日复查合格。',
]
/** In a thousand steps, those after which nobody does anything any more. */
const FORGOTTEN = 2

/** How people work: one act after another with pauses drawn anew, in office hours; what would come after `now` is still to come. */
export function live(life: Life, district: SeededDistrict, random: Random, now: number): void {
  let at = life.kase.lastAt.getTime()
  while (life.isOpen && random.next() * 1000 >= FORGOTTEN) {
    const act = nextAct(life, district, random)
    if (!act) break
    at = atWork(at + pause(act.minutes, random), act.by, random)
    if (at >= now) break
    const { state } = life.kase
    life.passTo(at)
    // The time to answer was over before the answer came.
    if (life.kase.state !== state) continue
    life.give(act.command, act.body, act.by, at)
  }
  life.passTo(now)
}

function nextAct(life: Life, district: SeededDistrict, random: Random): Act | undefined {
  const { state, holder, dispatcher } = life.kase
  if (state === 'ANSWERING') return answering(life, random)
  if (holder.person === undefined) return by(life, 'accept', {}, 6)
  if (random.next() < 0.06) return by(life, 'comment', { text: random.pick(WORDS) }, 15)
  if (state === 'TRIAGE') return triaging(life, district, random)
  if (state === 'VERIFYING') {
    return by(life, 'verify', random.next() < 0.06 ? { result: 'REWORK', reason: '未达到要求，退回重办。' } : { result: 'PASSED' }, 25)
  }
  if (dispatcher) return by(life, 'feed-back', { text: random.pick(WORDS), ...evidence(life, 'feed-back') }, 60)
  const solvable = life.type.solvedAt.length === 0 || life.type.solvedAt.includes(holder.level)
  if (!solvable || random.next() < 0.15) return by(life, 'report-up', { reason: '超出本级处置能力。' }, 30)
  return by(life, 'solve', { text: random.pick(WORDS), ...evidence(life, 'solve') }, 50)
}

function triaging(life: Life, district: SeededDistrict, random: Random): Act | undefined {
  const { level, unit } = life.kase.holder
  if (random.next() < 0.04) return by(life, 'decline', { reason: '不属于受理范围。' }, 8)
  const targets = district.targetsOf(unit)
  if (targets.length > 0) return by(life, 'dispatch', { to: { unit: random.pick(targets) } }, 8)
  return level === 'STREET' ? by(life, 'report-up', { reason: '本街道无承办单位。' }, 8) : undefined
}

/** Three in ten say nothing: their time to answer elapses. */
function answering({ kase }: Life, random: Random): Act | undefined {
  const reporter: Actor = { person: kase.reporter.id, kind: 'RESIDENT', holdings: [] }
  const says = random.next()
  if (says < 0.3) return undefined
  const body = says < 0.34 && kase.round === 1 ? { solved: false, text: '问题又出现了。' } : { solved: true, rating: random.between(3, 5) }
  return { command: 'answer', body, by: reporter, minutes: 600 }
}

function by<Command extends CommandName>(life: Life, command: Command, body: CommandBodies[Command], minutes: number): Act | undefined {
  const doer = life.doerOf(command)
  return doer && ({ command, body, by: doer, minutes } as Act)
}

/** What the type of matter asks for with a command. */
function evidence({ type, kase }: Life, command: string) {
  const asked = type.evidence.filter((rule) => rule.command === command)
  return {
    evidence: asked.flatMap(({ kind, atLeast }) =>
      Array.from({ length: atLeast }, (_, n) => ({ kind, attachment: uuidOf(`${kase.id} ${kase.seq} ${kind} ${n}`) })),
    ),
  }
}

/** Exponential: most are quick, a few take long. */
const pause = (minutes: number, random: Random): number => -Math.log(1 - random.next()) * minutes * MINUTE + 5_000

/** Staff act between nine and six of a day, residents whenever they like. */
function atWork(at: number, by: Actor, random: Random): number {
  const ofDay = (at + SHANGHAI) % DAY
  if (by.kind === 'RESIDENT' || (ofDay >= 9 * HOUR && ofDay < 18 * HOUR)) return at
  const midnight = at - ofDay
  return midnight + (ofDay < 9 * HOUR ? 0 : DAY) + 9 * HOUR + Math.floor(random.next() * HOUR)
}

/** The same for the same name, another for another: what is drawn has no more than 32 bits in it. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
