import type { Case } from '../src/domain/case.ts'
import type { CommandBodies, CommandName } from '../src/domain/commands.ts'
import type { Actor } from '../src/domain/directory.ts'
import { movesOf } from '../src/domain/moves.ts'
import { capacities } from '../src/domain/policy.ts'
import { directory, post, unit } from './small-district.ts'

const target: Record<string, string> = {
  DISTRICT: unit('housing-department'),
  STREET: unit('property-office'),
  COMMUNITY: unit('community'),
  GRID: unit('grid-team'),
}

/** A body with which this actor's command has every chance: whatever refuses it then is no fault of the body. */
export function fittingBody<Command extends CommandName>(command: Command, kase: Case, actor: Actor, at: Date): CommandBodies[Command] {
  const centre = kase.state === 'TRIAGE' ? kase.holder : kase.dispatcher
  const evidence = ['agreement', 'photo-after', 'photo-after'].map((kind, n) => ({ kind, attachment: post(`attachment-${n}`) }))
  const bodies: { [C in CommandName]: CommandBodies[C] } = {
    accept: {},
    'hand-over': { reason: 'theirs', to: { post: kase.holder.post ?? '', person: kase.holder.person } },
    solve: { evidence: kase.type === 'proven' ? evidence.slice(1, 2) : [] },
    'report-up': { reason: 'too hard' },
    dispatch: { to: { unit: target[centre?.level ?? 'STREET']! } },
    decline: { reason: 'not ours' },
    reclassify: { reason: 'it is', type: kase.type === 'plain-grid' ? 'plain-street' : 'plain-grid' },
    'feed-back': { evidence: kase.type === 'proven' ? evidence : [] },
    suspend: { reason: 'MATERIAL' },
    resume: {},
    'request-decision': { compound: compoundAt(kase.area), ruleSet: 'maintenance-fund' },
    verify: { result: 'PASSED' },
    answer: { solved: true },
    withdraw: {},
    void: { reason: 'a test' },
    comment: { text: 'a word' },
  }
  return { ...bodies[command], ...inOnePost(command, kase, actor, at) }
}

const compoundAt = (area: string): string =>
  directory.compounds().find((one) => one.area.startsWith(area) || area.startsWith(one.area))!.code

/** Who may act in several posts names one. */
function inOnePost(command: CommandName, kase: Case, actor: Actor, at: Date): { asPost?: string } {
  const moves = movesOf(command).filter((move) => move.from.includes(kase.state))
  const fitting = moves.flatMap((move) => capacities(move.who, kase, actor, directory, at))
  const named = new Set(fitting.flatMap((capacity) => capacity?.post ?? []))
  return named.size > 1 ? { asPost: [...named][0]! } : {}
}
