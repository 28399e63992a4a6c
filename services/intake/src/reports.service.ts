import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database, type Transaction } from '@yiwang/database'
import { canonical } from '@yiwang/ledger'
import { Outbox } from '@yiwang/messaging'
import { type Actor, Clock, RequestError, Sealing } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { attach, findAttachments } from './adapters/db/attachments.repository.ts'
import { findReport, insertMatters } from './adapters/db/matters.repository.ts'
import { DirectoryView } from './adapters/directory-view.ts'
import type { NewReport } from './adapters/http/matters.schema.ts'
import { matterReceived } from './adapters/kafka/intake-events.ts'
import { sealContact } from './adapters/sealed-columns.ts'
import { FieldsCheck } from './domain/fields.ts'
import type { MatterType } from './domain/inbound/accept-draft.ts'
import type { Matter } from './domain/matter.ts'
import { type Place, placeOf } from './domain/place.ts'
import { IntakeError } from './errors.ts'
import { requireMayReport } from './policy.ts'

export interface Receipt {
  readonly id: string
  readonly receivedAt: Date
}

/** What residents and staff report over HTTP. */
@Injectable()
export class ReportsService {
  private readonly fieldsCheck = new FieldsCheck()

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly directory: DirectoryView,
    private readonly sealing: Sealing,
    private readonly clock: Clock,
  ) {}

  async report(actor: Actor, report: NewReport, key: string): Promise<Receipt> {
    requireMayReport(actor)
    const bodyHash = createHash('sha256').update(canonical(report)).digest('hex')
    const earlier = await findReport(this.database, actor.person, key)
    if (earlier) return replayOf(earlier, bodyHash)
    const place = this.placeOf(actor, report)
    const type = this.typeOf(report, place)
    this.checkFields(type, report)
    await this.checkAttachments(actor, report)
    const matter = this.matterOf(actor, report, type, place)
    const isNew = await this.database.transaction((tx) => this.save(tx, matter, { key, bodyHash }, report.attachments ?? []))
    if (isNew) return { id: matter.id, receivedAt: matter.receivedAt }
    return replayOf((await findReport(this.database, actor.person, key))!, bodyHash)
  }

  private placeOf(actor: Actor, { point, areaCode }: NewReport): Place {
    const sent = point && { lon: point.lon, lat: point.lat, crs: point.crs ?? ('wgs84' as const) }
    const place = placeOf({ point: sent, areaCode }, [this.directory.home(actor.login), this.directory.district], this.directory)
    if (place === 'point-outside-district') throw pointOutside()
    if (place === 'unknown-area') {
      throw new IntakeError('unknown-area', 'Send the code of an area of this district, or a point.', at('/areaCode', 'is no area'))
    }
    return place
  }

  private typeOf(report: NewReport, place: Place): MatterType {
    const type = this.directory.type(report.type)
    if (!type) throw new IntakeError('unknown-type', 'Send the code of a type of the catalogue: GET /v1/types.', at('/type', 'is no type'))
    if (type.street !== undefined && !place.area.startsWith(type.street)) {
      throw new IntakeError(
        'unknown-type',
        `The type belongs to street ${type.street}. Send a type of the district.`,
        at('/type', 'is of another street'),
      )
    }
    return type
  }

  private checkFields(type: MatterType, { fields = {} }: NewReport): void {
    const faults = this.fieldsCheck.faults(type.fieldsSchemaJson, fields)
    if (faults.length === 0) return
    const errors = faults.map(({ pointer, detail }) => ({ pointer: `/fields${pointer}`, detail }))
    throw new IntakeError('fields-against-type', 'Send the fields that the type asks for, and no others.', { errors })
  }

  private async checkAttachments(actor: Actor, { attachments = [] }: NewReport): Promise<void> {
    if (attachments.length === 0) return
    const found = new Map((await findAttachments(this.database, attachments)).map((attachment) => [attachment.id, attachment]))
    const errors = attachments.flatMap((id, i) => {
      const attachment = found.get(id)
      const isFree = attachment?.uploadedBy === actor.person && attachment.matter === undefined
      return isFree ? [] : [{ pointer: `/attachments/${i}`, detail: 'is not yours, or belongs to a matter already' }]
    })
    if (errors.length > 0) throw new IntakeError('unknown-attachment', 'Upload the file again and send its new id.', { errors })
  }

  private matterOf(actor: Actor, report: NewReport, type: MatterType, place: Place): Matter {
    const id = uuid()
    return {
      id,
      type: type.code,
      typeVersion: type.version,
      text: report.text,
      fields: report.fields ?? {},
      area: place.area,
      ...(place.point && { point: place.point }),
      ...(place.sent && { sentPoint: place.sent }),
      ...(report.contact && { contact: sealContact(this.sealing, id, report.contact) }),
      ...(report.observedAt && { observedAt: new Date(report.observedAt) }),
      receivedAt: this.clock.now(),
      reporter: { kind: actor.kind, id: actor.person },
    }
  }

  /** False if another request with the same key was faster. */
  private async save(
    tx: Transaction,
    matter: Matter,
    key: { key: string; bodyHash: string },
    attachments: readonly string[],
  ): Promise<boolean> {
    const inserted = await insertMatters(tx, [matter], key)
    if (!inserted.has(matter.id)) return false
    const attached =
      attachments.length === 0
        ? 0
        : await attach(
            tx,
            attachments.map(() => matter.id),
            attachments,
          )
    if (attached !== attachments.length) {
      throw new IntakeError('unknown-attachment', 'Another matter took an attachment meanwhile. Upload the file again and send its new id.')
    }
    await this.outbox.emit(tx, [matterReceived(matter)])
    return true
  }
}

const at = (pointer: string, detail: string) => ({ errors: [{ pointer, detail }] })

export const pointOutside = (): IntakeError =>
  new IntakeError(
    'point-outside-district',
    'Send a point inside the district; say crs gcj02 if it comes from a Chinese map.',
    at('/point', 'lies outside the district'),
  )

function replayOf(earlier: { id: string; received_at: Date; body_hash: string }, bodyHash: string): Receipt {
  if (earlier.body_hash !== bodyHash) {
    throw new RequestError(
      'idempotency-key-reused',
      'Take a new Idempotency-Key for another report; the same key is for trying the same again.',
    )
  }
  return { id: earlier.id, receivedAt: earlier.received_at }
}
