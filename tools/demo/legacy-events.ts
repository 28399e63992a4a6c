import { gcj02, type Place } from './places.ts'

/** What a legacy system writes to its topic: a line of demo/inbound, and most of an `inbound` line of the feed. */
export interface LegacyEvent {
  readonly headers: Readonly<Record<string, string>>
  readonly key: string
  readonly value: unknown
}

interface Envelope {
  readonly id: string
  readonly source: string
  readonly type: string
}

/** A CloudEvent in binary mode: attributes in headers, the data is the value. */
export function binary({ id, source, type }: Envelope, key: string, data: object): LegacyEvent {
  const attributes = { ce_specversion: '1.0', ce_id: id, ce_source: source, ce_type: type }
  return { headers: { ...attributes, 'content-type': 'application/json' }, key, value: data }
}

/** The same in structured mode: everything is in the value. */
export function structured({ id, source, type }: Envelope, key: string, data: object): LegacyEvent {
  return {
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
    key,
    value: { specversion: '1.0', id, source, type, datacontenttype: 'application/json', data },
  }
}

type Mode = typeof binary

export interface CityTask {
  readonly kind: 'part' | 'event'
  readonly bigClass: string
  readonly smallClass: string
  readonly desc: string
  readonly addr: string
  readonly place: Place
  readonly happenTime: string
  readonly partCode?: string
}

/** Digital city management: one number, `op` says what happened. */
export function cityManagement(taskNum: string, task: CityTask, mode: Mode = binary) {
  const envelope = (op: string, nth: number): Envelope => ({
    id: `${taskNum}-${op}-${nth}`,
    source: 'urn:jiangbei:city-management',
    type: `cn.jiangbei.city-management.task.${op}`,
  })
  const { place, ...words } = task
  const about = { taskNum, kind: task.kind, bigClass: task.bigClass, smallClass: task.smallClass }
  const later =
    (op: 'update' | 'finish') =>
    (desc: string, happenTime: string, nth = 1) =>
      mode(envelope(op, nth), taskNum, { ...about, op, desc, happenTime })
  return {
    report: () => mode(envelope('report', 1), taskNum, { taskNum, op: 'report', ...words, ...gcj02(place) }),
    update: later('update'),
    finish: later('finish'),
  }
}

export interface GovernanceMatter {
  readonly category: string
  readonly title: string
  readonly content: string
  readonly gridCode?: string
  readonly partyName?: string
  readonly partyPhone?: string
  readonly occurredAt: string
}

/** Comprehensive governance: one serial number, `action` says what happened. */
export function comprehensiveGovernance(serialNo: string, matter: GovernanceMatter, mode: Mode = binary) {
  const envelope = (action: string, nth: number): Envelope => ({
    id: `${serialNo}/${action}/${nth}`,
    source: 'urn:jiangbei:comprehensive-governance',
    type: `cn.jiangbei.zz.event.${action.toLowerCase()}`,
  })
  const { category, title } = matter
  const later =
    (action: 'MODIFY' | 'END') =>
    (content: string, occurredAt: string, nth = 1) =>
      mode(envelope(action, nth), serialNo, { serialNo, action, category, title, content, occurredAt })
  return {
    add: () => mode(envelope('ADD', 1), serialNo, { serialNo, action: 'ADD', ...matter }),
    modify: later('MODIFY'),
    end: later('END'),
  }
}

export interface Alert {
  readonly event: string
  readonly category: 'Geo' | 'Met' | 'Safety' | 'Security' | 'Rescue' | 'Fire' | 'Health' | 'Env' | 'Infra' | 'Other'
  readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown'
  readonly headline: string
  readonly description: string
  readonly areaDesc: string
  readonly place: Place
  readonly sent: string
  readonly status?: 'Actual' | 'Exercise'
}

const SENDER = 'duty@emergency.jiangbei.example'

/** Emergency command: CAP 1.2 as JSON. Every message has an identifier of its own; later ones refer to the first alert. */
export function emergencyCommand(identifier: string, alert: Alert, mode: Mode = binary) {
  const references = `${SENDER},${identifier},${alert.sent}`
  const message = (msgType: 'Alert' | 'Update' | 'Cancel', own: string, sent: string, description: string) => {
    const { event, category, severity, headline, areaDesc, place } = alert
    const envelope = { id: own, source: 'urn:jiangbei:emergency-command', type: 'cn.jiangbei.emergency.cap' }
    const refers = msgType === 'Alert' ? {} : { references }
    const area = [{ areaDesc, circle: `${place.lat},${place.lon} 0.2` }]
    const info = [
      { language: 'zh-CN', category, event, urgency: 'Immediate', severity, certainty: 'Observed', headline, description, area },
    ]
    const status = alert.status ?? 'Actual'
    return mode(envelope, identifier, { identifier: own, sender: SENDER, sent, status, msgType, scope: 'Restricted', ...refers, info })
  }
  return {
    alert: () => message('Alert', identifier, alert.sent, alert.description),
    update: (description: string, sent: string, nth = 1) => message('Update', `${identifier}-U${nth}`, sent, description),
    cancel: (description: string, sent: string) => message('Cancel', `${identifier}-C`, sent, description),
  }
}
