import { type Contact, masked } from '../../domain/masking.ts'
import type { Attachment } from '../db/attachments.repository.ts'
import type { Link } from '../db/links.repository.ts'
import type { FollowedMatter } from '../db/matter-row.ts'
import type { LaterMessage } from '../db/source-messages.repository.ts'

/** A matter as lists show it: without the contact. */
export function listed(matter: FollowedMatter) {
  const { id, receivedAt, type, typeVersion, text, fields, area, point, sentPoint, observedAt, origin } = matter
  return {
    id,
    receivedAt: receivedAt.toISOString(),
    type,
    typeVersion,
    text,
    fields,
    area,
    ...(point && { point: { ...point, crs: 'wgs84' } }),
    ...(sentPoint && { sentPoint }),
    ...(observedAt && { observedAt: observedAt.toISOString() }),
    ...(origin && { source: { system: origin.system, number: origin.number } }),
    ...(matter.case && { case: caseView(matter.case) }),
  }
}

const caseView = ({ id, number, state, unit, dueAt }: NonNullable<FollowedMatter['case']>) => ({
  id,
  number,
  state,
  unit,
  ...(dueAt && { dueAt: dueAt.toISOString() }),
})

export const attachmentView = ({ id, contentType, size, sha256 }: Attachment) => ({ id, contentType, size, sha256 })

export interface WholeMatter {
  readonly matter: FollowedMatter
  readonly links: readonly Link[]
  readonly attachments: readonly Attachment[]
  readonly messages: readonly LaterMessage[]
}

export function whole({ matter, links, attachments, messages }: WholeMatter, contact: Contact | undefined) {
  return {
    ...listed(matter),
    ...(contact && { contact: masked(contact) }),
    attachments: attachments.map(attachmentView),
    links: links.map(({ id, number, at }) => ({ id, ...(number !== undefined && { number }), at: at.toISOString() })),
    messages: messages.map(messageView),
  }
}

const messageView = ({ operation, text, observedAt, receivedAt }: LaterMessage) => ({
  operation,
  ...(text !== null && { text }),
  ...(observedAt && { observedAt: observedAt.toISOString() }),
  receivedAt: receivedAt.toISOString(),
})
