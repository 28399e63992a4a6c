import type { ElectionResult, Words } from '@yiwang/counting'
import type { PublishedResult } from '@yiwang/ledger/decision'
import type { Decision } from '../../domain/decision.ts'

export interface KeptResult {
  readonly questions: readonly (PublishedResult & { readonly because: readonly Words[] })[]
  readonly election?: ElectionResult | undefined
}

/** What is kept of a decision beside what its rules read. */
export interface KeptDecision extends Decision {
  readonly seq: number
  readonly rollWritten: boolean
  readonly rollHeads?: number | undefined
  /** In 0.01 m². */
  readonly rollArea?: number | undefined
  readonly publicKey?: Buffer | undefined
  /** Of a named decision, once it is open. */
  readonly privateKey?: Buffer | undefined
  /** The first line of the export: what is signed when voting opens. */
  readonly firstLine?: string | undefined
  readonly rollNote?: string | undefined
  readonly boardNote?: string | undefined
  /** With its arithmetic in words. */
  readonly result?: KeptResult | undefined
  readonly resultLine?: string | undefined
  readonly resultNote?: string | undefined
}

/** Its columns that change after it was drafted, and how each is named here. */
export const CHANGING = {
  scope: 'scope',
  title: 'title',
  questions: 'questions',
  trustees: 'trustees',
  stage: 'stage',
  version: 'version',
  seq: 'seq',
  publishedAt: 'published_at',
  noticeDueAt: 'notice_due_at',
  opinionsDueAt: 'opinions_due_at',
  objectionsDueAt: 'objections_due_at',
  noticeEndedAt: 'notice_ended_at',
  opinionsEndedAt: 'opinions_ended_at',
  openedAt: 'opened_at',
  closesAt: 'closes_at',
  extended: 'extended',
  closedAt: 'closed_at',
  countedAt: 'counted_at',
  announcedAt: 'announced_at',
  objectionsEndedAt: 'objections_ended_at',
  passed: 'passed',
  rollWritten: 'roll_written',
  rollHeads: 'roll_heads',
  rollArea: 'roll_area',
  publicKey: 'public_key',
  privateKey: 'private_key',
  firstLine: 'first_line',
  rollNote: 'roll_note',
  boardNote: 'board_note',
  result: 'result',
  resultLine: 'result_line',
  resultNote: 'result_note',
} as const satisfies Partial<Record<keyof KeptDecision, string>>

const FIXED = {
  ...({ id: 'id', compound: 'compound', area: 'area', caseId: 'case_id', restarts: 'restarts' } as const),
  ...({ isSecondRound: 'second_round' } as const),
  ...({ ruleSet: 'rule_set', draftedBy: 'drafted_by', draftedAt: 'drafted_at' } as const),
} satisfies Partial<Record<keyof KeptDecision, string>>

export const COLUMNS = Object.entries({ ...FIXED, ...CHANGING })
/** What is selected of it. */
export const READ = COLUMNS.map(([name, column]) => `${name === 'rollArea' ? `${column}::float8` : column} as "${name}"`).join(', ')
const JSON_COLUMNS = ['scope', 'questions', 'ruleSet', 'result']

export function read(row: Record<string, unknown> | undefined): KeptDecision | undefined {
  return row && (Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as KeptDecision)
}

export function written(decision: KeptDecision, name: string): unknown {
  const value = (decision as unknown as Record<string, unknown>)[name]
  if (value === undefined) return null
  return JSON_COLUMNS.includes(name) ? JSON.stringify(value) : value
}
