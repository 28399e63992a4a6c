import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { dispatchEvents } from '@yiwang/contracts'
import { entryHash, GENESIS_HASH, textHash } from '@yiwang/ledger'
import { type Case, isOpen, type Outcome, type Party } from './case.ts'

export type LedgerEntry = dispatchEvents.LedgerEntry

/** Who an entry names: a person in a post, or a system. */
export interface EntryActor extends Party {
  readonly post?: string | undefined
  /** A commentator has none; who moved it goes on reading it; who handled it never verifies it. */
  readonly part?: 'NONE' | 'MOVES' | 'HANDLES'
}

/** Free text of an entry, which stays with us; the entry has its salted hash. */
export interface SaltedText {
  readonly text: string
  /** Hex, 16 bytes. */
  readonly salt: string
}

export interface Change {
  readonly before: Case
  readonly next: Case
  readonly entry: LedgerEntry
  readonly text: SaltedText | undefined
}

/** The facts that start a clock of the step; registered starts it at the reception. */
const STARTS_STEP: readonly string[] = ['reported_up', 'dispatched', 'solved', 'fed_back', 'rework_ordered', 'reopened']

/** Facts that say something without changing what the next person would have to know. */
const MERELY_SAID: readonly string[] = ['commented', 'escalated', 'escalation_withdrawn']

/** The instant of an entry is never before that of the entry before. */
export const laterOf = (now: Date, last: Date): Date => (now > last ? now : last)

/** What an outcome makes of a case, with the entry that says so, chained to the one before. */
export function record(before: Case, outcome: Outcome, actor: EntryActor, at: Date, text?: SaltedText): Change {
  const changed = { ...before, ...outcome.change }
  const ended = isOpen(before.state) && !isOpen(changed.state)
  const seq = before.seq + 1
  const holder = ended ? { level: changed.holder.level, unit: changed.holder.unit } : changed.holder
  const next: Case = {
    ...changed,
    holder,
    heldSince: sameHolder(before, { ...changed, holder }) ? before.heldSince : at,
    ...step(before, changed, outcome, at),
    ...(ended && { closedAt: at, endedBySeq: seq }),
    ...people(before, changed, actor),
    changed: MERELY_SAID.includes(outcome.fact) ? before.changed : { by: actor.id, at },
    version: before.version + (actor.kind === 'SYSTEM' ? 0 : 1),
    seq,
    lastAt: at,
  }
  const entry = chain(before, next, outcome, actor, at, text)
  return { before, next: { ...next, head: entry.hash }, entry, text }
}

function step(before: Case, changed: Case, { fact }: Outcome, at: Date): Partial<Case> {
  const none = { stepDueAt: undefined, stepWarnAt: undefined }
  if (!isOpen(changed.state) || changed.state === 'ANSWERING') {
    return before.state === changed.state ? {} : { stepStartedAt: undefined, ...none }
  }
  return STARTS_STEP.includes(fact) ? { stepStartedAt: at, ...none } : {}
}

function people(before: Case, changed: Case, { id, part = 'NONE' }: EntryActor): Partial<Case> {
  const holding = changed.holder.person === undefined ? [] : [changed.holder.person]
  const handling = [...(part === 'HANDLES' ? [id] : []), ...(changed.state === 'HANDLING' ? holding : [])]
  const moving = part === 'NONE' ? [] : [id]
  return { handlers: joined(before.handlers, handling), participants: joined(before.participants, [...moving, ...holding]) }
}

const joined = (known: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...known, ...more])]

const sameHolder = (a: Case, b: Case): boolean =>
  a.round === b.round && a.holder.unit === b.holder.unit && a.holder.post === b.holder.post && a.holder.person === b.holder.person

function chain(before: Case, next: Case, outcome: Outcome, actor: EntryActor, at: Date, text?: SaltedText): LedgerEntry {
  const { level, unit, post, person } = next.holder
  const entry = create(dispatchEvents.LedgerEntrySchema, {
    caseId: next.id,
    number: next.number,
    area: next.area,
    seq: next.seq,
    at: timestampFromDate(at),
    fact: outcome.fact,
    round: next.round,
    state: next.state,
    level,
    unit,
    ...(post !== undefined && { post }),
    ...(person !== undefined && { person }),
    actor: { kind: actor.kind, id: actor.id, ...(actor.post !== undefined && { post: actor.post }) },
    details: outcome.details ?? {},
    ...(text && { textHash: textHash(text.salt, text.text) }),
    prevHash: before.seq === 0 ? GENESIS_HASH : before.head,
  })
  const { hash: _, ...unsealed } = toJson(dispatchEvents.LedgerEntrySchema, entry) as Record<string, unknown>
  return { ...entry, hash: entryHash(unsealed) }
}
