import type { Colour } from '../terminal.ts'
import type { FlowEvent, FlowValue } from './flow-event.ts'
import type { Names } from './names.ts'

export interface FlowLine {
  readonly word: string
  readonly colour: Colour
  readonly text: string
}

/** What the terminal says about an event; undefined for what another event says already. */
export async function lineOf({ topic, fact, value }: FlowEvent, names: Names): Promise<FlowLine | undefined> {
  if (topic.startsWith('outbound.')) {
    return line(
      'back',
      'blue',
      `${topic.slice('outbound.'.length)} is told: status ${value['status']} (case ${value['caseNumber'] ?? '-'})`,
    )
  }
  switch (topic) {
    case 'intake.matter':
      return matterLine(fact, value, names)
    case 'intake.quarantine':
      return line('held', 'yellow', `${value.system}: ${fact === 'held' ? `kept aside, ${value['reason']}` : 'mended, goes on'}`)
    case 'dispatch.case':
      return caseLine(fact, value, names)
    case 'sla.clock':
      return clockLine(fact, value, names)
    case 'sla.escalation':
      return escalationLine(fact, value, names)
    case 'voting.decision':
      return decisionLine(fact, value, names)
    default:
      return undefined
  }
}

async function matterLine(fact: string, value: FlowValue, names: Names): Promise<FlowLine> {
  const { kind = '' } = (value['reporter'] ?? {}) as { kind?: string }
  const from = value.system ? `${value.system} ${value.foreignNumber ?? ''}` : `a ${kind.toLowerCase() || 'person'}`
  if (fact !== 'received') return line('in', 'cyan', `${from}: ${fact.replace('source_', '')} by the other system`)
  return line('in', 'cyan', `from ${from}: ${await names.type(value.type)}, ${await names.area(value.area)}`)
}

async function caseLine(fact: string, value: FlowValue, names: Names): Promise<FlowLine | undefined> {
  if (fact.startsWith('escalat')) return undefined // sla said it
  const holder = await names.unit(value.unit, value.area)
  const { details } = value
  if (fact === 'registered')
    return line('case', 'green', `${value.number} ${await names.type(details?.type)}: held by ${holder} (${value.state})`)
  if (fact === 'commented' && details?.source)
    return line('note', 'grey', `${value.number} ${details.source.system}: ${spoken(details.source.fact)}`)
  if (fact === 'commented') return line('note', 'grey', `${value.number} a note by ${await actorOf(value, names)}`)
  if (value.state === 'CLOSED')
    return line('closed', 'green', `${value.number} ${spoken(fact)}${details?.rating ? `, rated ${details.rating}` : ''}`)
  const result = details?.result ? ` ${details.result}` : ''
  return line(
    'step',
    'magenta',
    `${value.number} ${spoken(fact)}${result} by ${await actorOf(value, names)}: held by ${holder} (${value.state})`,
  )
}

async function clockLine(fact: string, value: FlowValue, names: Names): Promise<FlowLine | undefined> {
  if (fact !== 'started' && fact !== 'moved') return undefined
  const whose = value.number || (await names.decision(value.caseId))
  return line('due', 'grey', `${whose} ${value.kind} ${fact === 'moved' ? 'now ' : ''}by ${onTheClock(value.dueAt)}`)
}

async function escalationLine(fact: string, value: FlowValue, names: Names): Promise<FlowLine> {
  const what = `${value.number} ${value.kind} rung ${value['rung']}`
  if (fact === 'withdrawn') return line('withdrawn', 'yellow', what)
  const percent = Number(value['percent'] ?? 0)
  const tell = ((value['tell'] ?? []) as string[]).join(', ')
  const text = `${what}: ${percent} % of its time is over, held by ${await names.unit(value.unit, value.area)}; to be told: ${tell}`
  return percent < 100 ? line('warned', 'yellow', text) : line('escalated', 'red', text)
}

async function decisionLine(fact: string, value: FlowValue, names: Names): Promise<FlowLine | undefined> {
  if (fact === 'told' || fact === 'closed') return undefined // notify says whom it told, and the announcement what closed
  const passed = value.passed ? ', passed' : ''
  return line('decision', 'cyan', `${await names.decision(value.decisionId)} ${spoken(fact)}${passed} (${value.stage})`)
}

const line = (word: string, colour: Colour, text: string): FlowLine => ({ word, colour, text })

const spoken = (fact: string) => fact.replaceAll('_', ' ')

async function actorOf({ actor, area }: FlowValue, names: Names): Promise<string> {
  if (actor?.kind === 'SYSTEM') return actor.id
  return actor?.post ? names.post(actor.post, area) : (actor?.kind ?? 'somebody').toLowerCase()
}

/** Day and time of Shanghai. */
export function onTheClock(instant: string | undefined): string {
  if (!instant) return ''
  return new Date(instant).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(5)
}
