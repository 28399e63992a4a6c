import { events, topics } from '@yiwang/contracts'
import type { Heard } from '../../journeys/bus.ts'
import { everythingOn, firstsOf } from '../on-the-bus.ts'
import type { Check, Scene } from '../scene.ts'
import { asAsked, oneRow, shown } from './query.ts'

/** Of these the receiver is told. */
export const WEBHOOK_TYPES = [events.slaEscalation.raised.type, events.dispatchCase.registered.type]

const POSTS = `
  select h.staff as person, p.unit, p.role, u.level, u.area from holding h join post p on p.id = h.post join unit u on u.id = p.unit
  where h.retired_at is null and (h.held_to is null or h.held_to > $1) and h.held_from <= $1`

const INBOX = `select i.event_id || ' ' || i.person as told from inbox_item i where i.type = $1`

const DOUBLED = `
  select (select count(*)::int from delivery) as deliveries,
    (select count(*)::int from (select from delivery group by event_id, recipient, channel having count(*) > 1) d) as "told twice",
    (select count(*)::int from (select from inbox_item group by event_id, person having count(*) > 1) i) as "twice in an inbox",
    (select count(*)::int from delivery where state <> 'SENT') as "not sent"`

interface Post {
  readonly person: string
  readonly unit: string
  readonly role: string
  readonly level: string
  readonly area: string
}

export const tellingChecks: readonly Check[] = [
  {
    title: 'every recipient of a rung was told once, and nobody else',
    async examine(scene) {
      const posts = await scene.platform.database('directory').rows<Post>({ text: POSTS, values: ['2026-03-03T02:00:00Z'] })
      const raised = await raisedOf(scene)
      const toTell = new Set(raised.flatMap((rung) => peopleToTell(rung, posts).map((person) => `${rung.headers['ce_id']} ${person}`)))
      const items = await scene.platform
        .database('notify')
        .rows<{ told: string }>({ text: INBOX, values: [events.slaEscalation.raised.type] })
      const told = new Set(items.map((item) => item.told))
      const result = {
        rungs: raised.length,
        'to be told': toTell.size,
        missing: [...toTell].filter((one) => !told.has(one)).length,
        'nobody asked for': [...told].filter((one) => !toTell.has(one)).length,
        doubled: items.length - told.size,
      }
      return {
        query: `sla.escalation.v1 from its first record with ${asAsked('directory', POSTS)}, compared with ${asAsked('notify', INBOX)}`,
        result: shown(result),
        passed: toTell.size > 0 && result.missing + result['nobody asked for'] + result.doubled === 0,
      }
    },
  },
  {
    title: 'no fact was told to anybody twice, and nothing is left to be told',
    async examine(scene) {
      const row = await oneRow<Record<string, number>>(scene, 'notify', DOUBLED)
      const passed = row['deliveries']! > 0 && row['told twice']! + row['twice in an inbox']! + row['not sent']! === 0
      return { query: asAsked('notify', DOUBLED), result: shown(row), passed }
    },
  },
  {
    title: 'each telling is announced by one event',
    async examine({ platform }) {
      const announced = firstsOf(await everythingOn(platform, topics.notifyDelivery.name))
      const tellings = new Set(announced.map(({ value }) => `${value['eventId']} ${value['recipient']} ${value['channel']}`))
      const result = { announced: announced.length, doubled: announced.length - tellings.size }
      return {
        query: 'notify.delivery.v1 from its first record, by event, recipient and channel',
        result: shown(result),
        passed: announced.length > 0 && result.doubled === 0,
      }
    },
  },
  {
    title: 'every webhook was delivered at least once, with the id of its event and a good signature',
    async examine({ platform, receiver }) {
      const heard = [
        ...(await everythingOn(platform, topics.slaEscalation.name)),
        ...(await everythingOn(platform, topics.dispatchCase.name)),
      ]
      const wanted = firstsOf(heard).filter(({ headers }) => WEBHOOK_TYPES.includes(headers['ce_type']!))
      const ids = new Set(wanted.map(({ headers }) => headers['ce_id']!))
      const result = {
        wanted: ids.size,
        missing: [...ids].filter((id) => !receiver.arrivals.has(id)).length,
        'of no event': [...receiver.arrivals.keys()].filter((id) => !ids.has(id)).length,
        'delivered again': [...receiver.arrivals.values()].filter((times) => times > 1).length,
        forged: receiver.forged,
      }
      return {
        query: `what the receiver has, by webhook-id, compared with ${WEBHOOK_TYPES.join(' and ')} on the bus`,
        result: shown(result),
        passed: ids.size > 0 && result.missing + result['of no event'] + result.forged === 0,
      }
    },
  },
]

async function raisedOf({ platform }: Scene): Promise<Heard[]> {
  const heard = firstsOf(await everythingOn(platform, topics.slaEscalation.name))
  return heard.filter(({ headers }) => headers['ce_type'] === events.slaEscalation.raised.type)
}

/** A second reckoning, from the posts of the directory. */
function peopleToTell({ value, headers }: Heard, posts: readonly Post[]): string[] {
  const ofUnit = () => posts.filter(({ unit }) => unit === value['unit'])
  const dispatchers = (level: string) =>
    posts.filter((post) => post.role === 'DISPATCHER' && post.level === level && headers['ce_area']!.startsWith(post.area))
  const isBelowStreet = ['GRID', 'COMMUNITY'].includes(value['level'] as string)
  const people = (value['tell'] as string[]).flatMap((audience): string[] => {
    if (audience === 'HOLDER' && value['person']) return [value['person'] as string]
    const told =
      audience === 'NEXT_CENTRE'
        ? dispatchers(isBelowStreet ? 'STREET' : 'DISTRICT')
        : audience === 'DISTRICT_CENTRE'
          ? dispatchers('DISTRICT')
          : ofUnit()
    return told.map(({ person }) => person)
  })
  return [...new Set(people)]
}
