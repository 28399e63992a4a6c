import { residentId } from '@yiwang/service-kit'
import { COMPOUND, Compound, OWNERS, owner, PDF, STAIRCASE, TRUSTEES } from '../journeys/compound.ts'
import type { TestPlatform } from '../platform/platform.ts'

/** In another community than that of the hostile callers: its officer, and a room of it. */
const ELSEWHERE = { compound: 'ct-20', officer: 's02057', room: { building: '1', unit: '1', room: '1-1' } } as const
/** How many of the owners are hostile callers, too. */
const SETTLED = 3

/** Longer than the run, whatever the speed of the clock. */
const LONG = { amount: 300, unit: 'CALENDAR_DAYS' } as const
const SHORT = { amount: 1, unit: 'WALL_SECONDS' } as const
const NOTICED = 4
const OPEN = 3

export interface Contact {
  readonly name: string
  readonly phone: string
}

export interface PrivateTexts {
  readonly contact: Contact
  /** The title of a draft, which nobody sees but who prepares it. */
  readonly title: string
}

export interface Decisions {
  readonly compounds: readonly string[]
  readonly trustees: readonly string[]
  /** Decisions, and what was said to them, that hostile callers may see. */
  readonly ids: readonly string[]
  /** Of another compound: a draft, a room claim, and a mandate. */
  readonly other: readonly string[]
}

/**
 * A compound with decisions in notice and with voting open, and what people said to them: what of it is public has the personal data of
 * `contacts` in it, as people write it. Who withdraws one of the decisions leaves others. Another compound with what only its own people may see.
 */
export async function startDecisions(platform: TestPlatform, contacts: readonly Contact[], secret: PrivateTexts): Promise<Decisions> {
  const compound = new Compound(platform)
  for (const [n, [room, key]] of OWNERS.slice(0, SETTLED).entries())
    await compound.settle(owner(n), room, key, contacts[n % contacts.length])
  await compound.putTrial('hostile-notice', { stages: { notice: LONG, opinions: LONG, voting: LONG, objections: LONG } })
  await compound.putTrial('hostile-vote', { stages: { notice: SHORT, opinions: SHORT, voting: LONG, objections: LONG } })
  const trustees = TRUSTEES.map((login) => residentId(platform.issuer.url, login))
  const begun = { compound, contacts }
  const noticed: string[] = []
  for (let n = 0; n < NOTICED; n++) noticed.push(...(await inNotice(begun)))
  const open: string[] = []
  for (let n = 0; n < OPEN; n++) open.push(await withVotingOpen(begun))
  const { id: account } = await compound.ask<{ id: string }>('community-1', 'POST', `/v1/compounds/${COMPOUND}/accounts`, {
    ...{ kind: 'FUND', from: '2026-01-01', to: '2026-07-01', opening: 0, closing: 100, lines: [{ text: 'Interest', amount: 100 }] },
  })
  const { id: question } = await compound.ask<{ id: string }>('owner-1', 'POST', `/v1/accounts/${account}/questions`, {
    text: saidBy(contacts[0]!),
  })
  const mandate = await represented(platform, 'community-1', { compound: COMPOUND, owners: [OWNERS[3]![1]], name: contacts[0]!.name })
  const claims = await platform.person('owner-1').ask<{ items: { id: string }[] }>('directory', 'GET', '/v1/room-claims?mine=true')
  return {
    ...{ compounds: [COMPOUND, ELSEWHERE.compound], trustees },
    ids: [...noticed, ...open, account, question, mandate, ...claims.items.map(({ id }) => id)],
    other: await elsewhere(platform, trustees, secret),
  }
}

interface Begun {
  readonly compound: Compound
  readonly contacts: readonly Contact[]
}

const saidBy = ({ name, phone }: Contact) => `${name},电话 ${phone}:太贵了`

async function inNotice({ compound, contacts }: Begun): Promise<string[]> {
  const id = await published(compound, 'hostile-notice')
  const as = <Body = { id: string }>(login: string, path: string, body: object) =>
    compound.ask<Body>(login, 'POST', `/v1/decisions/${id}/${path}`, body)
  const photo = await compound.file('owner-1')
  const opinion = await as('owner-1', 'opinions', { text: saidBy(contacts[0]!), attachments: [photo] })
  await compound.ask('owner-2', 'POST', `/v1/opinions/${opinion.id}/support`)
  const group = await as('community-1', 'opinion-groups', { title: 'The price', opinions: [opinion.id] })
  await as('community-1', 'plans', {
    ...{ text: 'All of it', amount: 140_000_000 },
    quotations: [{ bidder: 'Bidder A', items: [{ name: 'Pump', price: 60_000_000 }] }],
  })
  const objection = await as('owner-3', 'roll/objections', { text: saidBy(contacts[0]!), room: { ...STAIRCASE, room: '1-3' } })
  return [id, opinion.id, group.id, objection.id]
}

async function withVotingOpen({ compound }: Begun): Promise<string> {
  const id = await published(compound, 'hostile-vote')
  await compound.shares(TRUSTEES, id)
  await compound.until(id, ({ noticeEndedAt, opinionsEndedAt }) => noticeEndedAt !== undefined && opinionsEndedAt !== undefined)
  await compound.command('community-1', id, 'open')
  await compound.vote('owner-1', id, '1-1', { renew: 'FOR' })
  return id
}

async function published(compound: Compound, ruleSet: string): Promise<string> {
  const id = await compound.draft({ ruleSet })
  await compound.command('community-1', id, 'publish')
  await compound.until(id, ({ roll }) => roll !== undefined)
  return id
}

/** What nobody may see but the people of one compound and its community. */
async function elsewhere(platform: TestPlatform, trustees: readonly string[], { contact, title }: PrivateTexts): Promise<string[]> {
  const { compound, officer, room } = ELSEWHERE
  const claim = { compound, ...room, as: 'OWNER', ...contact }
  const claimed = await platform.person('resident-1-other').ask<{ id: string }>('directory', 'POST', '/v1/room-claims', claim)
  const drafted = await platform.person(officer).ask<{ id: string }>('voting', 'POST', '/v1/decisions', {
    ...{ ruleSet: 'hostile-notice', scope: { compound }, title, questions: [{ id: 'renew', text: title }], trustees },
  })
  const mandate = await represented(platform, officer, { compound, owners: ['o0001'], name: contact.name })
  return [claimed.id, drafted.id, mandate]
}

/** By an officer, for owners who have no account. */
async function represented(platform: TestPlatform, officer: string, more: object): Promise<string> {
  const as = platform.person(officer)
  const document = await as.upload(PDF, 'mandate.pdf')
  const mandate = { ...more, kind: 'REPRESENTATIVE', to: '2030-01-01T00:00:00Z', document }
  return (await as.ask<{ id: string }>('directory', 'POST', '/v1/mandates', mandate)).id
}
