import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { eventually } from '@yiwang/testing'
import { services } from '../../tools/services.ts'
import { type InboundSample, writeInbound } from '../journeys/bus.ts'
import type { Person } from '../platform/person.ts'
import { TestPlatform } from '../platform/platform.ts'
import { type Collector, startCollector } from './collector.ts'
import { type Decisions, startDecisions } from './compounds.ts'
import { demoSecrets, Scanner, type Secrets } from './scanner.ts'

/** Everybody of Cuntan street, and who has no street: none of them may ever see what is kept in Guanyinqiao. */
export const ELSEWHERE = [
  ...['grid-worker-1', 'grid-leader-1', 'resident-1', 'community-1', 'dispatcher-1', 'verifier-1', 'post-1', 'post-2'],
  ...['leader-1', 'supervisor-1', 'editor-1', 'integrator-1', 'nobody-in-particular'],
  ...['owner-1', 'owner-2', 'trustee-1'],
] as const

/** Texts by which a matter of the other street, or what only another compound may see, is known wherever it turns up: each in a field of its own. */
export const CANARY = {
  text: 'canary-text-5f1d0c66',
  field: 'canary-field-8a20b7e1',
  contact: '金丝雀甲乙丙',
  phone: '19999900042',
  comment: 'canary-comment-c3de91f4',
  reason: 'canary-reason-77be02a9',
  draft: 'canary-draft-04b6f3de',
} as const
/** What Cuntan's own people report, with the personal data that people write into reports. */
const PERSONAL = {
  names: ['欧阳测试员', '诸葛检验员'],
  phones: ['18888800017', '18888800029'],
  ids: ['500105199001011237', '50010519851212001X'],
} as const

export interface Town {
  readonly platform: TestPlatform
  readonly collector: Collector
  /** Cases of the street in which the hostile callers are, and of the other one. */
  readonly cases: { readonly own: readonly string[]; readonly other: readonly string[] }
  /** What residents decide, where the hostile callers live and elsewhere. */
  readonly decisions: Decisions
  readonly secrets: Secrets
  /** The environment that the next start of notify has beside the usual. */
  readonly notify: { privateTargets: 'allow' | 'refuse' }
  stop(): Promise<void>
}

/** The platform as it is shipped, telemetry exported, with matters of two streets in it. */
export async function startTown({ shipped = true }: { shipped?: boolean } = {}): Promise<Town> {
  const secrets = new Map([
    ...demoSecrets(),
    ['canary of the other street', Object.values(CANARY)],
    ['name in a report', PERSONAL.names],
    ['phone in a report', PERSONAL.phones],
    ['id number in a report', PERSONAL.ids],
  ] as const)
  const collector = await startCollector(new Scanner(secrets))
  const notify: Town['notify'] = { privateTargets: 'refuse' }
  const platform = await TestPlatform.start({
    shipped,
    speed: 60,
    environment: (name, _, usual) => ({
      ...usual,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      NODE_OPTIONS: `--expose-gc --import=${resolve(import.meta.dirname, 'settle.mjs')}`,
      ...(name === 'notify' && { WEBHOOK_PRIVATE_TARGETS: notify.privateTargets }),
    }),
  })
  const own = await ownCases(platform)
  const other = await canaryCases(platform)
  const contacts = PERSONAL.names.map((name, n) => ({ name, phone: PERSONAL.phones[n]! }))
  const secret = { contact: { name: CANARY.contact, phone: CANARY.phone }, title: CANARY.draft }
  const decisions = await startDecisions(platform, contacts, secret)
  return {
    ...{ platform, collector, cases: { own, other }, decisions, secrets, notify },
    async stop() {
      await platform.stop()
      await collector.stop()
    },
  }
}

async function ownCases(platform: TestPlatform): Promise<string[]> {
  const as = (login: string) => platform.person(login)
  const contact = (k: number) => ({ name: PERSONAL.names[k]!, phone: PERSONAL.phones[k]! })
  const text = (k: number) => `${PERSONAL.names[k]}(身份证 ${PERSONAL.ids[k]},电话 ${PERSONAL.phones[k]})反映楼道堆物`
  const areaCode = (await as('grid-worker-1').me()).posts[0]!.area
  const reporters = ['resident-1', 'grid-worker-1', 'grid-leader-1'] as const
  const ids = await Promise.all(
    Array.from({ length: 24 }, (_, k) =>
      reported(as(reporters[k % 3]!), {
        areaCode,
        type: k % 2 ? 'plain-street' : 'plain-grid',
        text: text(k % 2),
        contact: contact(k % 2),
      }),
    ),
  )
  await Promise.all(ids.slice(0, 12).map((id) => as('leader-1').does('comment', id, { text: text(0) })))
  return ids
}

/** By a resident, by staff with fields, and by a legacy system; commented, accepted and declined, so that every text has been written. */
async function canaryCases(platform: TestPlatform): Promise<string[]> {
  const as = (login: string) => platform.person(login)
  const areaCode = (await as('grid-worker-1-other').me()).posts[0]!.area
  const matter = { areaCode, text: CANARY.text, contact: { name: CANARY.contact, phone: CANARY.phone } }
  const ids = await Promise.all([
    reported(as('resident-1-other'), { type: 'plain-street', ...matter }),
    reported(as('resident-1-other'), { type: 'plain-grid', ...matter }),
    reported(as('grid-worker-1-other'), { type: 'manhole-cover', fields: { partNumber: CANARY.field }, ...matter }),
    reported(as('grid-worker-1-other'), { type: 'plain-street', ...matter }),
    foreignCase(platform),
  ])
  for (const id of ids) await as('leader-1-other').does('comment', id, { text: CANARY.comment })
  await as('dispatcher-1-other').does('decline', ids[3]!, { reason: CANARY.reason })
  return ids
}

/** Settles once it is a case, also on a machine that is busy with other things. */
async function reported(person: Person, matter: object): Promise<string> {
  const { id } = await person.ask<{ id: string }>('intake', 'POST', '/v1/matters', matter, { 'idempotency-key': randomUUID() })
  await eventually(() => person.case(id), { timeout: 120_000, interval: 200 })
  return id
}

async function foreignCase(platform: TestPlatform): Promise<string> {
  const other = (await platform.person('dispatcher-1-other').me()).posts[0]!.area
  const [sample] = inboundOf('comprehensive-governance')
  const value = {
    ...sample!.value,
    ...{ serialNo: 'ZZ-CANARY-1', content: CANARY.text, title: CANARY.text, gridCode: other },
    ...{ partyName: CANARY.contact, partyPhone: CANARY.phone },
  }
  const headers = { ...sample!.headers, ce_id: 'canary/ADD/1' }
  await writeInbound(platform.bus.kafka, platform.bus.prefix, 'comprehensive-governance', [{ headers, key: 'canary', value }])
  return eventually(async () => {
    const { items } = await platform
      .person('dispatcher-1-other')
      .ask<{ items: { id: string; type: string }[] }>('dispatch', 'GET', `/v1/cases?area=${other}&pageSize=200`)
    for (const { id, type } of items) {
      if (type.startsWith('plain-') || type === 'manhole-cover') continue
      return id
    }
    throw new Error('the case of the legacy system is not there yet')
  })
}

export const inboundOf = (system: string): InboundSample[] =>
  readFileSync(resolve(import.meta.dirname, `../../demo/inbound/${system}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as InboundSample)

interface Readiness {
  readonly status: string
  readonly checks: { readonly consumer?: { readonly lag?: number } }
}

/** Nothing is under way any more: everything is ready, published and consumed. */
export async function settled({ platform }: Pick<Town, 'platform'>, timeout = 600_000): Promise<void> {
  await eventually(
    async () => {
      for (const name of services) {
        const { status, checks } = (await (await fetch(`${platform.http[name]}/health/ready`)).json()) as Readiness
        // sla follows the progress of dispatch, which is written all the time.
        const lag = name === 'sla' ? 0 : (checks.consumer?.lag ?? 0)
        if (status !== 'ready' || lag > 0) throw new Error(`${name} is ${status}, ${lag} events behind`)
        if ((await platform.waitingIn(name)) > 0) throw new Error(`${name} still has events to publish`)
      }
    },
    { timeout, interval: 1_000 },
  )
}

export const SYSTEMS = ['city-management', 'comprehensive-governance', 'emergency-command'] as const
