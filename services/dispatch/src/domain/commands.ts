import type { Amount, SuspensionReason } from './suspension-reasons.ts'

/** What a person says with a command. `reason` and `text` are free text and never leave the service on the bus. */
export interface Common {
  readonly asPost?: string | undefined
  readonly reason?: string | undefined
  readonly text?: string | undefined
  readonly evidence?: readonly Evidence[] | undefined
}

export interface Evidence {
  readonly kind: string
  readonly attachment: string
}

export interface CommandBodies {
  accept: Common
  'hand-over': Common & { readonly to: { readonly post: string; readonly person?: string | undefined } }
  solve: Common
  'report-up': Common & { readonly to?: 'COMMUNITY' | 'STREET' | undefined }
  dispatch: Common & { readonly to: { readonly unit: string; readonly post?: string | undefined } }
  decline: Common
  reclassify: Common & { readonly type: string }
  'feed-back': Common
  /** Its reason is a code, and on the bus. */
  suspend: Omit<Common, 'reason'> & { readonly reason: SuspensionReason; readonly maximum?: Amount | undefined }
  resume: Common
  'request-decision': Common & { readonly compound: string; readonly ruleSet: string }
  verify: Common & { readonly result: 'PASSED' | 'REWORK' }
  answer: Common & { readonly solved: boolean; readonly rating?: number | undefined }
  withdraw: Common
  void: Common
  comment: Common
}

export type CommandName = keyof CommandBodies

export const COMMANDS = [
  'accept',
  'hand-over',
  'solve',
  'report-up',
  'dispatch',
  'decline',
  'reclassify',
  'feed-back',
  'suspend',
  'resume',
  'request-decision',
  'verify',
  'answer',
  'withdraw',
  'void',
  'comment',
] as const satisfies readonly CommandName[]
