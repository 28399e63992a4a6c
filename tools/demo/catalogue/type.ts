import type { Board } from '../offices.ts'

export type Level = 'GRID' | 'COMMUNITY' | 'STREET' | 'DISTRICT'

export interface Budget {
  readonly amount: number
  readonly unit: 'WORKING_MINUTES' | 'WORKING_DAYS' | 'CALENDAR_DAYS' | 'WALL_SECONDS'
}

export interface Plan {
  readonly calendar: string
  readonly case: Budget
  readonly triage: Budget
  readonly handling: Budget
  readonly verifying: Budget
  readonly answer: Budget
}

export interface EvidenceRule {
  readonly command: 'solve' | 'feed-back'
  readonly kind: string
  readonly name: string
  readonly atLeast: number
}

/** A type of matter as docs/formats/district-folder.md has it. */
export interface MatterType {
  readonly code: string
  readonly name: string
  readonly category: string
  readonly street?: string
  readonly board: Board
  readonly leadPost: string
  readonly assistingPosts: readonly string[]
  readonly workContent: string
  readonly entersAt: Level
  readonly solvedAt: readonly Level[]
  readonly fields: object
  readonly evidence: readonly EvidenceRule[]
  readonly verification: { readonly mode: 'EVERY' | 'SAMPLE' | 'RESIDENT'; readonly percent?: number }
  readonly plan: Plan
  readonly urgency: 'NORMAL' | 'URGENT' | 'EMERGENCY'
  readonly ladder: string
  readonly needsDecision: boolean
  readonly reopenDays: number
  readonly kindred: readonly string[]
  readonly duplicateRadiusM: number
}

/** What the types of one category have in common. */
export type Profile = Omit<MatterType, 'code' | 'name' | 'board' | 'leadPost' | 'assistingPosts' | 'workContent'>

/** code, name, offices (the first leads, the others assist), work content, and where it differs from the profile. */
export type Row = readonly [code: string, name: string, offices: string, workContent: string, differs?: Partial<MatterType>]

export const days = (amount: number): Budget => ({ amount, unit: 'WORKING_DAYS' })
export const minutes = (amount: number): Budget => ({ amount, unit: 'WORKING_MINUTES' })
export const seconds = (amount: number): Budget => ({ amount, unit: 'WALL_SECONDS' })

export const plan = (budgets: Pick<Plan, 'case' | 'triage' | 'handling' | 'verifying'>): Plan => ({
  calendar: 'cn',
  ...budgets,
  answer: { amount: 3, unit: 'CALENDAR_DAYS' },
})

/** A JSON Schema for the fields that a type asks for. */
export function fields(properties: Record<string, object>, required: readonly string[] = []): object {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false }
}

export const text = (title: string): object => ({ type: 'string', title, maxLength: 200 })
export const whole = (title: string): object => ({ type: 'integer', title, minimum: 0 })
export const oneOf = (title: string, ...values: string[]): object => ({ type: 'string', title, enum: values })

export const photoAfter: EvidenceRule = { command: 'feed-back', kind: 'photo-after', name: '处理后照片', atLeast: 1 }
