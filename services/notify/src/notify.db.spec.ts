import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { events } from '@yiwang/contracts'
import { openDatabase, sql } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import { type Actor, createLogger, PageTokens, SystemClock } from '@yiwang/service-kit'
import { eventually, type TestDatabase, testDatabase } from '@yiwang/testing'
import { Webhook } from 'standardwebhooks'
import type { Channel } from './adapters/channels/channel.ts'
import { InboxChannel } from './adapters/channels/inbox.channel.ts'
import { WebhookChannel } from './adapters/channels/webhook.channel.ts'
import { CaseFileRepository } from './adapters/db/case-file.repository.ts'
import { DeliveryRepository } from './adapters/db/delivery.repository.ts'
import { NotifyPrisma } from './adapters/db/notify-prisma.ts'
import { WebhookRepository } from './adapters/db/webhook.repository.ts'
import { DeadDeliveriesService } from './dead-deliveries.service.ts'
import { WebhookOptions } from './domain/webhook-target.ts'
import { InboxService } from './inbox.service.ts'
import { caseEvent, decisionTold, directory, escalationEvent, people, registered, units } from './notify.fixture.ts'
import { PublishService } from './publish.service.ts'
import { Sender } from './sender.ts'
import { TellService } from './tell.service.ts'
import { Templates } from './templates.ts'
import { WebhookDirectory } from './webhook-directory.ts'
import { WebhooksService } from './webhooks.service.ts'

const realTime = new SystemClock()
const pages = new PageTokens('a secret of the tests')
const page = { pageSize: 50 }
const integrator: Actor = {
  person: randomUUID(),
  kind: 'STAFF',
  login: 'integrator-1',
  holdings: [{ post: randomUUID(), role: 'INTEGRATOR', unit: randomUUID(), level: 'DISTRICT', area: '500105' }],
}
const resident = (person: string): Actor => ({ person, kind: 'RESIDENT', login: person, holdings: [] })

let db: TestDatabase
let service: Awaited<ReturnType<typeof assemble>>
let receiver: Receiver

const TEMPLATES = new URL('../templates/templates.json', import.meta.url)

async function loadedTemplates(prisma: NotifyPrisma): Promise<Templates> {
  const templates = new Templates(prisma, TEMPLATES)
  await templates.load()
  return templates
}

beforeAll(async () => {
  db = await testDatabase('notify')
  receiver = await receiverOnLoopback()
  service = await assemble()
})
afterAll(async () => {
  await service.stop()
  await receiver.stop()
  await db.drop()
})

async function assemble() {
  const prisma = new NotifyPrisma(db.database)
  const deliveries = new DeliveryRepository(db.database)
  const repository = new WebhookRepository(prisma)
  const options = new WebhookOptions('allow')
  const channels: Channel[] = [new InboxChannel(db.database), new WebhookChannel(repository, options, realTime)]
  const outbox = new Outbox({ source: '/districts/500105/notify', topicPrefix: '' })
  const log = createLogger({ service: 'notify', level: 'silent' })
  const sender = new Sender({ database: db.database, outbox, deliveries, channels, now: () => realTime.now(), log })
  const templates = await loadedTemplates(prisma)
  const webhookDirectory = new WebhookDirectory(repository)
  const stopSender = sender.start()
  return {
    tell: new TellService(directory, deliveries, new CaseFileRepository(), templates, sender),
    publish: new PublishService(webhookDirectory, deliveries, sender),
    inbox: new InboxService(prisma, templates, pages, realTime),
    webhooks: new WebhooksService(repository, webhookDirectory, pages, realTime, options),
    dead: new DeadDeliveriesService(repository, webhookDirectory, db.database, sender, pages),
    stop: async () => {
      await stopSender()
      await prisma.$disconnect()
    },
  }
}

interface Call {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}
interface Receiver {
  readonly url: string
  readonly calls: Call[]
  answers: (path: string) => number
  /** Answers only once this has settled. */
  hold: (path: string) => Promise<void>
  stop(): Promise<void>
}

async function receiverOnLoopback(): Promise<Receiver> {
  const calls: Call[] = []
  const server: Server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    await it.hold(request.url!)
    calls.push({ path: request.url!, headers: request.headers as Record<string, string>, body })
    response.writeHead(it.answers(request.url!), { location: 'http://127.0.0.1:1/elsewhere' }).end('thank you')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const it: Receiver = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    calls,
    answers: () => 204,
    hold: () => Promise.resolve(),
    stop: () => new Promise((done) => server.close(() => done())),
  }
  return it
}

const callsTo = (path: string) => receiver.calls.filter((call) => call.path === path)
const inboxOf = (person: string, language: 'zh-CN' | 'en' = 'en') => service.inbox.list(resident(person), page, language)
const consume = (work: Parameters<TestDatabase['database']['transaction']>[0]) => db.database.transaction(work)
/** Titles in the inbox once all that was to be told is told. */
const told = (person: string, count: number) =>
  eventually(async () => {
    const { items } = await inboxOf(person)
    expect(items).toHaveLength(count)
    return items
  })

describe('people', () => {
  afterEach(() => db.database.run(sql`delete from inbox_item`))

  it('learn what concerns them: the unit that a case waits, the reporter that it is registered, nobody else', async () => {
    const caseId = randomUUID()
    await consume((tx) => service.tell.ofCases(tx, [registered(caseId)]))
    const [item] = await told(people.worker, 1)
    expect(item).toMatchObject({ type: events.dispatchCase.registered.type, caseId, title: '500105005-20261124-0001 is waiting' })
    await told(people.leader, 1)
    expect((await told(people.reporter, 1))[0]!.title).toBe('Registered: 500105005-20261124-0001')
    for (const person of [people.left, people.dispatcher, people.districtDispatcher]) expect((await inboxOf(person)).items).toEqual([])
  })

  it('read it in their language', async () => {
    const caseId = randomUUID()
    await consume((tx) => service.tell.ofCases(tx, [registered(caseId)]))
    await told(people.reporter, 1)
    expect((await inboxOf(people.reporter, 'zh-CN')).items[0]!.body).toContain('您反映的事项（电梯纠纷）已立案')
    expect((await inboxOf(people.reporter, 'en')).items[0]!.body).toContain('Your report (电梯纠纷) is registered')
  })

  it('are told once, however often the fact comes', async () => {
    const event = escalationEvent(randomUUID(), 'raised', { tell: ['HOLDER', 'UNIT'] })
    for (let again = 0; again < 3; again++) await consume((tx) => service.tell.ofEscalations(tx, [event]))
    const items = await told(people.worker, 1)
    expect(items[0]).toMatchObject({ eventId: event.id, body: expect.stringContaining('80 % of its step budget. Due 2026-11-24 14:30') })
  })

  it('are not told of what they did themselves', async () => {
    const caseId = randomUUID()
    await consume((tx) => service.tell.ofCases(tx, [caseEvent(caseId, 'commented', { by: people.worker })]))
    await told(people.leader, 1)
    expect((await inboxOf(people.worker)).items).toEqual([])
  })

  it.each([
    ['the holder who took it', ['HOLDER'], { person: people.leader }, [people.leader]],
    ['the whole unit while nobody took it', ['HOLDER'], {}, [people.worker, people.leader]],
    ['the street’s dispatchers for a grid', ['NEXT_CENTRE'], {}, [people.dispatcher]],
    ['the district’s dispatchers', ['DISTRICT_CENTRE'], {}, [people.districtDispatcher]],
  ])('of a rung: %s', async (_, tell, holder, expected) => {
    await consume((tx) => service.tell.ofEscalations(tx, [escalationEvent(randomUUID(), 'raised', { tell, ...holder })]))
    for (const person of expected) await told(person, 1)
    for (const person of Object.values(people).filter((other) => !expected.includes(other)))
      expect((await inboxOf(person)).items).toEqual([])
  })

  it('who were told of an escalation are told that it is withdrawn, also when the holder has changed since', async () => {
    const clockId = randomUUID()
    const caseId = randomUUID()
    await consume((tx) =>
      service.tell.ofEscalations(tx, [escalationEvent(caseId, 'raised', { clockId, tell: ['HOLDER'], person: people.leader })]),
    )
    await told(people.leader, 1)
    await consume((tx) =>
      service.tell.ofEscalations(tx, [escalationEvent(caseId, 'withdrawn', { clockId, tell: ['HOLDER'], person: people.worker })]),
    )
    expect((await told(people.leader, 2))[0]!.title).toContain('warning withdrawn')
    expect((await inboxOf(people.worker)).items).toEqual([])
  })

  it('learn that their case waits and why, that the owners are asked, and that it goes on', async () => {
    const caseId = randomUUID()
    const suspension = { reason: 'MATERIAL', maximum: { amount: 30, unit: 'CALENDAR_DAYS' } }
    await consume((tx) => service.tell.ofCases(tx, [registered(caseId)]))
    // One after the other: of what is told at once either may come first.
    await told(people.reporter, 1)
    await consume((tx) => service.tell.ofCases(tx, [caseEvent(caseId, 'suspended', { by: people.worker, details: { suspension } })]))
    const [waits] = await told(people.reporter, 2)
    expect(waits).toMatchObject({ title: 'On hold: 500105005-20261124-0001', body: expect.stringContaining('material or spare parts') })
    expect((await inboxOf(people.reporter, 'zh-CN')).items[0]!.body).toContain('需要等待所需材料或配件')
    await consume((tx) =>
      service.tell.ofCases(tx, [caseEvent(caseId, 'decision_requested', { by: people.worker, details: { suspension } })]),
    )
    await told(people.reporter, 3)
    await consume((tx) => service.tell.ofCases(tx, [caseEvent(caseId, 'resumed', { person: people.worker })]))
    expect((await told(people.reporter, 4)).map(({ title }) => title).slice(0, 2)).toEqual([
      'Under way again: 500105005-20261124-0001',
      'The owners decide: 500105005-20261124-0001',
    ])
    // Who has it learns that sla resumed it; that they suspended it they know.
    expect((await told(people.worker, 2))[0]!.title).toBe('500105005-20261124-0001 goes on')
  })

  it('learn what the owners said to their case, that it is taken back, and that they decide anew', async () => {
    const caseId = randomUUID()
    await consume((tx) => service.tell.ofCases(tx, [registered(caseId)]))
    await told(people.reporter, 1)
    const tells = async (fact: 'resumed' | 'commented', details: object, title: string, count: number) => {
      await consume((tx) => service.tell.ofCases(tx, [caseEvent(caseId, fact, { person: people.worker, details })]))
      expect((await told(people.reporter, count))[0]!.title).toBe(`${title}: 500105005-20261124-0001`)
    }
    const decisionId = randomUUID()
    await tells('resumed', { cause: 'DECISION', decisionResult: { decisionId, passed: true } }, 'The owners have agreed', 2)
    expect((await told(people.worker, 2))[0]!.title).toBe('500105005-20261124-0001 goes on')
    await tells('commented', { decisionResult: { decisionId, passed: false } }, 'No consent of the owners', 3)
    expect((await told(people.worker, 3))[0]!.title).toBe('No consent of the owners: 500105005-20261124-0001')
    await tells('commented', { decision: { decisionId, compound: 'ct-1', ruleSet: 'fund-use' } }, 'The owners decide anew', 4)
  })

  it('are told of a decision of the owners, each once an event, by its id and in words for the step', async () => {
    const decisionId = randomUUID()
    const owners = Array.from({ length: 499 }, () => randomUUID())
    const event = decisionTold(decisionId, 'opened', [people.reporter, ...owners, people.reporter])
    for (let again = 0; again < 2; again++) await consume((tx) => service.tell.ofDecisions(tx, [event]))
    const [item] = await told(people.reporter, 1)
    expect(item).toMatchObject({ eventId: event.id, type: events.votingDecision.told.type, decisionId, title: '花园小区: please vote' })
    expect(item).not.toHaveProperty('caseId')
    expect((await inboxOf(people.reporter, 'zh-CN')).items[0]!.title).toBe('花园小区：请您投票')
    for (const owner of [owners[0]!, owners.at(-1)!]) await told(owner, 1)
    const rows = () => db.database.one(sql`select count(*)::int as n from inbox_item where event_id = ${event.id}`)
    await eventually(async () => expect(await rows()).toEqual({ n: 500 }))
  })

  it('are told of nothing where one of them has no id: the event is parked, and the inbox of everybody else goes on', async () => {
    const event = decisionTold(randomUUID(), 'opened', [people.reporter, 'everybody'])
    await expect(consume((tx) => service.tell.ofDecisions(tx, [event]))).rejects.toThrow('has no id')
  })

  it('are told of every other fact about a decision that there is news', async () => {
    await consume((tx) => service.tell.ofDecisions(tx, [decisionTold(randomUUID(), 'counted', [people.reporter])]))
    expect((await told(people.reporter, 1))[0]!.title).toBe('花园小区: there is news')
  })

  it('see how many they have not read, and read each once', async () => {
    await consume((tx) => service.tell.ofCases(tx, [registered(randomUUID()), registered(randomUUID())]))
    const items = await told(people.worker, 2)
    const first = await service.inbox.read(resident(people.worker), items[0]!.id, 'en')
    const again = await service.inbox.read(resident(people.worker), items[0]!.id, 'en')
    expect(again.readAt).toBe(first.readAt)
    expect((await inboxOf(people.worker)).unread).toBe(1)
    await expect(service.inbox.read(resident(people.leader), items[0]!.id, 'en')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('page through a long inbox without losing or repeating an item', async () => {
    await consume((tx) =>
      service.tell.ofCases(
        tx,
        Array.from({ length: 7 }, () => registered(randomUUID())),
      ),
    )
    await told(people.worker, 7)
    const seen: string[] = []
    for (let pageToken: string | undefined, more = true; more; ) {
      const { items, nextPageToken } = await service.inbox.list(
        resident(people.worker),
        { pageSize: 3, ...(pageToken ? { pageToken } : {}) },
        'en',
      )
      seen.push(...items.map(({ id }) => id))
      pageToken = nextPageToken
      more = nextPageToken !== undefined
    }
    expect(new Set(seen).size).toBe(7)
    expect(seen).toEqual(seen.toSorted().toReversed())
  })

  it('leave a record of what was told with which version of the text', async () => {
    const caseId = randomUUID()
    await consume((tx) => service.tell.ofCases(tx, [registered(caseId)]))
    await told(people.reporter, 1)
    const row = await eventually(async () => {
      const found = await db.database.one<{ headers: Record<string, string>; value: string }>(
        sql`select headers, value from messaging.outbox where key = ${caseId} and value like ${`%${people.reporter}%`}`,
      )
      expect(found).toBeDefined()
      return found!
    })
    expect(row.headers['ce_type']).toBe(events.notifyDelivery.sent.type)
    expect(JSON.parse(row.value)).toMatchObject({
      channel: 'INBOX',
      template: 'case-registered',
      templateVersion: 1,
      eventType: events.dispatchCase.registered.type,
    })
  })
})

describe('a webhook', () => {
  const register = async (path: string, area = '500105005') => {
    const { id, secret } = await service.webhooks.register(integrator, {
      url: receiver.url + path,
      types: [events.slaEscalation.raised.type],
      area,
    })
    return { id, secret, path }
  }
  const raise = async () => {
    const event = escalationEvent(randomUUID(), 'raised', { tell: [] })
    await consume((tx) => service.publish.toWebhooks(tx, [event]))
    return event
  }
  const deadOf = (id: string) => service.dead.list(integrator, id, page)
  /** Brings the next attempt of what is pending forward, as if its wait had passed. */
  const passWaits = () => db.database.run(sql`update delivery set next_attempt_at = now() where state = 'PENDING' and channel = 'WEBHOOK'`)

  it('gets the event as it stands on the bus, signed, with its id', async () => {
    const { path, secret } = await register('/signed')
    const event = await raise()
    const call = await eventually(
      () => callsTo(path).find(({ headers }) => headers['webhook-id'] === event.id) ?? Promise.reject(new Error('not yet')),
    )
    expect(new Webhook(secret).verify(call.body, call.headers)).toMatchObject({
      specversion: '1.0',
      id: event.id,
      type: event.type,
      area: event.area,
      data: JSON.parse(event.raw),
    })
    expect(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(call.body, call.headers)).toThrow()
  })

  it('gets only the types and the area that it asked for', async () => {
    const elsewhere = await register('/elsewhere', '500105006')
    const here = await register('/here')
    const event = await raise()
    await consume((tx) => service.publish.toWebhooks(tx, [registered(randomUUID())]))
    await eventually(() => expect(callsTo(here.path)).toHaveLength(1))
    expect(callsTo(here.path)[0]!.headers['webhook-id']).toBe(event.id)
    expect(callsTo(elsewhere.path)).toEqual([])
  })

  it('that fails is tried again under the same id until it answers', async () => {
    const { path } = await register('/flaky')
    receiver.answers = (to) => (to === path && callsTo(path).length < 3 ? 503 : 204)
    const event = await raise()
    await eventually(async () => {
      await passWaits()
      expect(callsTo(path)).toHaveLength(3)
    })
    expect(new Set(callsTo(path).map(({ headers }) => headers['webhook-id']))).toEqual(new Set([event.id]))
  })

  it('that stays away ends on the dead list, and is called again when that is asked for', async () => {
    const { id, path } = await register('/away')
    receiver.answers = (to) => (to === path ? 500 : 204)
    const event = await raise()
    await eventually(async () => {
      await passWaits()
      expect((await deadOf(id)).items).toHaveLength(1)
    })
    const [dead] = (await deadOf(id)).items
    expect(dead).toMatchObject({ eventId: event.id, attempts: 11, reason: 'answered 500' })
    receiver.answers = () => 204
    await service.dead.replay(integrator, id, dead!.id)
    await eventually(async () => expect((await deadOf(id)).items).toEqual([]))
    expect(callsTo(path).at(-1)!.headers['webhook-id']).toBe(event.id)
  })

  it('that does not answer holds up no other', async () => {
    const silent = await register('/silent')
    const lively = await register('/lively')
    let answer = () => {}
    receiver.hold = (to) =>
      to === silent.path
        ? new Promise((done) => {
            answer = done
          })
        : Promise.resolve()
    for (let n = 0; n < 40; n++) await raise()
    await eventually(() => expect(callsTo(lively.path)).toHaveLength(40), { timeout: 5_000 })
    receiver.hold = () => Promise.resolve()
    answer()
  })

  it('registered twice with one Idempotency-Key is one webhook, and the key serves no other', async () => {
    const command = { url: `${receiver.url}/once`, types: [events.slaEscalation.raised.type], area: '500105005' }
    const [one, other] = await Promise.all([
      service.webhooks.register(integrator, command, 'key-1'),
      service.webhooks.register(integrator, command, 'key-1'),
    ])
    expect(other).toEqual(one)
    await expect(service.webhooks.register(integrator, { ...command, area: '500105006' }, 'key-1')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    })
  })

  it('that is gone (410) is disabled at once', async () => {
    const { id, path } = await register('/gone')
    receiver.answers = (to) => (to === path ? 410 : 204)
    await raise()
    await eventually(async () => expect((await deadOf(id)).items).toMatchObject([{ reason: expect.stringContaining('410') }]))
    const { items } = await service.webhooks.list(integrator, page)
    expect(items.find((webhook) => webhook.id === id)?.disabledAt).toBeDefined()
  })

  it('that was gone is called again when a dead delivery is replayed, and from then on', async () => {
    const { id, path } = await register('/back')
    receiver.answers = (to) => (to === path ? 410 : 204)
    const event = await raise()
    const [dead] = await eventually(async () => {
      const { items } = await deadOf(id)
      expect(items).toHaveLength(1)
      return items
    })
    receiver.answers = () => 204
    await service.dead.replay(integrator, id, dead!.id)
    await eventually(() => expect(callsTo(path).map(({ headers }) => headers['webhook-id'])).toEqual([event.id, event.id]))
    const next = await raise()
    await eventually(() => expect(callsTo(path).at(-1)!.headers['webhook-id']).toBe(next.id))
  })

  it.each(['EDITOR', 'DISPATCHER', 'POST_HOLDER'])('is not registered by who is only %s', async (role) => {
    const other = { ...integrator, holdings: integrator.holdings.map((holding) => ({ ...holding, role })) }
    const command = { url: receiver.url, types: [events.slaEscalation.raised.type], area: '500105' }
    await expect(service.webhooks.register(other, command)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is not led elsewhere by a redirect', async () => {
    const { path } = await register('/moved')
    receiver.answers = (to) => (to === path ? 302 : 204)
    await raise()
    await eventually(() => expect(callsTo(path)).toHaveLength(1))
    const state = await eventually(async () => {
      const row = await db.database.one<{ reason: string }>(
        sql`select reason from delivery d join webhook w on w.id::text = d.recipient where w.url like ${`%${path}`} and reason is not null`,
      )
      expect(row).toBeDefined()
      return row!
    })
    expect(state.reason).toBe('answered 302')
  })

  it('is signed with the new and the old secret after a rotation', async () => {
    const { id, path, secret } = await register('/rotated')
    const rotated = await service.webhooks.rotateSecret(integrator, id)
    await raise()
    const [call] = await eventually(() => {
      expect(callsTo(path)).toHaveLength(1)
      return callsTo(path)
    })
    for (const each of [secret, rotated.secret]) expect(() => new Webhook(each).verify(call!.body, call!.headers)).not.toThrow()
    expect(rotated.secret).not.toBe(secret)
  })

  it.each([
    ['an unknown type', { types: ['yiwang.case.lost.v1'] }, 'unknown-event-type'],
    ['its own deliveries', { types: [events.notifyDelivery.sent.type] }, 'unknown-event-type'],
    ['an area that is not the integrator’s', { area: '500106' }, 'area-not-yours'],
    ['a target that is no URL', { url: 'nowhere' }, 'target-not-allowed'],
  ])('cannot be registered for %s', async (_, wrong, code) => {
    const right = { url: `${receiver.url}/x`, types: [events.slaEscalation.raised.type], area: '500105005' }
    await expect(service.webhooks.register(integrator, { ...right, ...wrong })).rejects.toMatchObject({ code })
  })

  it('belongs to who registered it, and only an integrator registers', async () => {
    const { id } = await register('/mine')
    const other = { ...integrator, person: randomUUID() }
    await expect(service.webhooks.rotateSecret(other, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(service.webhooks.list(resident(people.worker), page)).rejects.toMatchObject({ code: 'forbidden' })
    const dispatcher: Actor = {
      ...integrator,
      holdings: [{ post: 'p', role: 'DISPATCHER', unit: units.streetCentre, level: 'STREET', area: '500105005' }],
    }
    await expect(service.webhooks.list(dispatcher, page)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the texts', () => {
  it('are read later where the database is away at the start', async () => {
    const away = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'away' })
    const templates = new Templates(new NotifyPrisma(away), TEMPLATES)
    await expect(templates.load()).rejects.toThrow()
    await away.close()
  })

  it('get a new version when they change, and what was told keeps its own', async () => {
    const prisma = new NotifyPrisma(db.database)
    const before = await prisma.template.count()
    await loadedTemplates(prisma)
    expect(await prisma.template.count()).toBe(before)
    await prisma.template.updateMany({ where: { name: 'case-closed', language: 'en' }, data: { title: 'An older text {number}' } })
    const templates = await loadedTemplates(prisma)
    expect(templates.versionOf('case-closed')).toBe(2)
    expect((await templates.text('case-closed', 1, 'en')).title).toBe('An older text {number}')
    await prisma.$disconnect()
  })
})
