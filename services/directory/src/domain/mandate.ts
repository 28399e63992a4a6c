export const mandateKinds = ['CO_OWNERS', 'REPRESENTATIVE'] as const
export type MandateKind = (typeof mandateKinds)[number]

/** A set of owners says who votes for them: one of them, or a representative. */
export interface Mandate {
  readonly id: string
  readonly compound: string
  /** Of the compound: who looks after it files for who has no account. */
  readonly area: string
  readonly kind: MandateKind
  /** In order, each once. */
  readonly owners: readonly string[]
  /** Of CO_OWNERS: which of them. */
  readonly voter: string | undefined
  /** Of a REPRESENTATIVE with an account. */
  readonly person: string | undefined
  /** Of one without. */
  readonly name: string | undefined
  readonly from: Date
  readonly to: Date | undefined
  readonly document: string | undefined
  readonly filedBy: string
  readonly filedAt: Date
  /** Owners who gave it themselves. */
  readonly consents: readonly string[]
  /** When the last of them had, or an officer filed the document by which all did. */
  readonly completeAt: Date | undefined
  readonly revokedAt: Date | undefined
}

/** What a mandate is to be, before it is one. */
export type Asked = { readonly kind: MandateKind; readonly owners: readonly string[] } & {
  readonly [Member in 'voter' | 'person' | 'name' | 'document']?: string | undefined
} & { readonly [Member in 'from' | 'to']?: Date | undefined }

/** What it lacks, or has too much, by member. */
export function faultsOf({ kind, owners, voter, person, name, from, to, document }: Asked): { pointer: string; detail: string }[] {
  const one = (a: unknown, b: unknown) => (a === undefined) !== (b === undefined)
  const both: [holds: boolean, pointer: string, detail: string][] = [[!from || !to || to > from, '/to', 'must be after `from`']]
  const ofKind: typeof both =
    kind === 'CO_OWNERS'
      ? [
          [new Set(owners).size > 1, '/owners', 'co-owners are at least two'],
          [one(voter, person), '/voter', 'name the voter, by key or as person'],
          [name === undefined, '/name', 'the voter among co-owners is named by key'],
        ]
      : [
          [voter === undefined, '/voter', 'is of CO_OWNERS; a representative is a person or a name'],
          [one(person, name), '/person', 'name the representative: by login or id, or by name who has no account'],
          [to !== undefined, '/to', 'a mandate of a representative has an end'],
          [document !== undefined, '/document', 'a mandate of a representative is filed with its document'],
        ]
  return [...both, ...ofKind].flatMap(([holds, pointer, detail]) => (holds ? [] : [{ pointer, detail }]))
}

export const mandateStates = ['WAITING', 'AHEAD', 'IN_FORCE', 'ENDED', 'REVOKED'] as const
export type MandateState = (typeof mandateStates)[number]

export function stateOf({ from, to, completeAt, revokedAt }: Mandate, now: Date): MandateState {
  if (revokedAt) return 'REVOKED'
  if (to && to <= now) return 'ENDED'
  if (!completeAt) return 'WAITING'
  return from > now ? 'AHEAD' : 'IN_FORCE'
}

/** Owners who have yet to consent. */
export const waitsFor = ({ owners, consents, completeAt }: Mandate): string[] =>
  completeAt ? [] : owners.filter((owner) => !consents.includes(owner))
