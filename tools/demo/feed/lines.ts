import { idOf } from '../../../services/directory/src/domain/ids.ts'
import { DISTRICT } from '../areas.ts'
import type { LegacyEvent } from '../legacy-events.ts'

/** One line of a file of demo/feed; its README says what each kind means. */
export type FeedLine = Readonly<Record<string, unknown>> & { readonly kind: 'inbound' | 'report' | 'command' }

type Body = Readonly<Record<string, unknown>>

export const report = (afterMs: number, as: string, id: string, body: Body): FeedLine => ({ afterMs, kind: 'report', as, id, body })

export const inbound = (afterMs: number, system: string, event: LegacyEvent, id?: string): FeedLine => ({
  afterMs,
  kind: 'inbound',
  system,
  ...(id !== undefined ? { id } : {}),
  ...event,
})

/** `acting('lift')` gives the commands on the case of the matter "lift". */
export const acting =
  (on: string) =>
  (afterMs: number, as: string, command: string, body: Body = {}): FeedLine => ({ afterMs, kind: 'command', as, on, command, body })

export const unit = (code: string): string => idOf(DISTRICT, 'unit', code)
export const post = (code: string): string => idOf(DISTRICT, 'post', code)

/** To the handlers of an office of a street. */
export const toOffice = (street: string, office: string): Body => ({
  to: { unit: unit(`${street}/${office}`), post: post(`${street}/${office}/handler`) },
})

export const photoAfter = { kind: 'photo-after', file: 'photo-after.png' }
export const agreement = { kind: 'agreement', file: 'agreement.pdf' }
export const finalReport = { kind: 'report', file: 'report.pdf' }
