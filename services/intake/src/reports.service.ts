import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { canonical } from '@yiwang/ledger'
import { Outbox } from '@yiwang/messaging'
import { type Actor, Clock, RequestError, record, Sealing } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { attach, findAttachments } from './adapters/db/attachments.repository.ts'
import { findReport, insertReport, type ReportKey } from './adapters/db/matters.repository.ts'
import { DirectoryView } from './adapters/directory-view.ts'
import type { NewReport } from './adapters/http/matters.schema.ts'
import { matterReceived } from './adapters/kafka/intake-events.ts'
import { sealContact } from './adapters/sealed-columns.ts'
import { FieldsCheck } from './domain/fields.ts'
import type { MatterType } from './domain/inbound/accept-draft.ts'
import type { Matter } from './domain/matter.ts'
import { type Place, placeOf } from './domain/place.ts'
import { unstorable } from './domain/unstorable.ts'
import { IntakeError } from './errors.ts'
import { requireMayReport } from './policy.ts'

export interface Receipt {
  readonly id: string
  readonly receivedAt: Date
}

const OVER_HTTP = { system: 'http' }

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
  ) {
    record('mattersReceived', 0, OVER_HTTP)
  }

  /** Who sends the same again gets the first answer, also where the report would be refused by now: hence it is looked for last. */
  async report(actor: Actor, report: NewReport, key: string): Promise<Receipt> {
    requireMayReport(actor)
    const bodyHash = createHash('sha256').update(canonical(report)).digest('hex')
    try {
      const receipt = await this.receive(actor, report, { key, bodyHash })
      if (receipt) return receipt
    } catch (refusal) {
      const earlier = refusal instanceof IntakeError && (await findReport(this.database, actor.person, key))
      if (!earlier) throw refusal
      return replayOf(earlier, bodyHash)
    }
    return replayOf((await findReport(this.database, actor.person, key))!, bodyHash)
  }

  /** Undefined if the key was used before. */
  private async receive(actor: Actor, report: NewReport, key: ReportKey): Promise<Receipt | undefined> {
    const place = this.placeOf(actor, report)
    const type = this.typeOf(report, place)
    this.checkFields(type, report)
    await this.checkAttachments(actor, report)
    const matter = this.matterOf(actor, report, type, place)
    if (!(await this.save(matter, key, report.attachments ?? []))) return undefined
    this.outbox.signal()
    record('mattersReceived', 1, OVER_HTTP)
    return { id: matter.id, receivedAt: matter.receivedAt }
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
    const flaw = unstorable(fields)
    const faults = flaw ? [{ pointer: '', detail: flaw }] : this.fieldsCheck.faults(type.fieldsSchemaJson, fields)
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

  /** False if the key was used before. */
  private async save(matter: Matter, key: ReportKey, attachments: readonly string[]): Promise<boolean> {
    const received = this.outbox.encode(matterReceived(matter))
    if (attachments.length === 0) return insertReport(this.database, matter, key, received)
    return this.database.transaction(async (tx) => {
      if (!(await insertReport(tx, matter, key, received))) return false
      const matters = attachments.map(() => matter.id)
      if ((await attach(tx, matters, attachments)) === attachments.length) return true
      throw new IntakeError('unknown-attachment', 'Another matter took an attachment meanwhile. Upload the file again and send its new id.')
    })
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
