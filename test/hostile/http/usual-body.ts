import type { Random } from '../random.ts'
import type { Material } from './material.ts'

type Make = (material: Material, random: Random) => object

const PLACE = { building: '1', unit: '1', room: '1-1' }
const PERIOD = { from: '2026-07-01', to: '2026-10-01' }
const question = { id: 'renew', text: 'x' }
const answer = { outcome: 'PARTLY', text: 'x' }

/** By how a path begins or ends, the first that fits: what would be taken if nothing were changed in it. */
const BODIES: readonly (readonly [fits: RegExp, make: Make])[] = [
  [/^\/v1\/matters\/suggest-duplicates$/, () => ({ type: 'plain-grid', point: { lon: 106.57, lat: 29.6, crs: 'gcj02' } })],
  [
    /^\/v1\/matters$/,
    (_, random) => ({
      ...{ type: random.of(['plain-grid', 'plain-street']), text: 'x' },
      ...{ point: { lon: 106.57, lat: 29.6 }, contact: { name: 'x', phone: '1' } },
    }),
  ],
  [/\/link$/, ({ ids }, random) => ({ to: random.of(ids) })],
  [/^\/v1\/webhooks$/, () => ({ url: 'https://198.51.100.1/hook', types: ['yiwang.dispatch.case.voided.v1'], area: '500105' })],
  [/mapping-packs/, ({ pack }) => pack],
  [/rule-sets/, ({ ruleSet }) => ruleSet],
  [
    /^\/v1\/room-claims$/,
    ({ compounds }, random) => ({ compound: random.of(compounds), ...PLACE, as: 'TENANT', name: 'x', phone: '19900000001' }),
  ],
  [
    /^\/v1\/mandates$/,
    ({ compounds }, random) => ({
      ...{ compound: random.of(compounds), owners: random.of([['o0001'], ['o0002'], ['o0001', 'o0002']]) },
      ...random.of([
        { kind: 'CO_OWNERS', voter: 'o0001' },
        { kind: 'REPRESENTATIVE', person: 'trustee-1', to: '2030-01-01T00:00:00Z', document: random.uuid() },
      ]),
    }),
  ],
  [/\/room-claims\/.*\/approve$/, () => ({ by: 'DOCUMENT', owner: 'o0001' })],
  [/\/(refuse|revoke)$/, () => ({ reason: 'x' })],
  [
    /^\/v1\/decisions$/,
    ({ compounds, trustees }, random) => ({
      ...{ ruleSet: random.of(['hostile-notice', 'hostile-vote']), title: 'x', questions: [question], trustees },
      scope: { compound: random.of(compounds), staircases: [{ building: '1', unit: '1' }] },
    }),
  ],
  [/^\/v1\/decisions\/\{id\}$/, () => ({ title: 'x', questions: [question] })],
  // Left without its reason, so that there is something to vote on to the end.
  [/\/withdraw$/, () => ({})],
  [
    /\/ballots$/,
    (_, random) => ({ room: random.of([PLACE, '1-1', '1/1/1-2']), choices: { renew: random.of(['FOR', 'AGAINST', 'ABSTAIN']) } }),
  ],
  [/\/paper-ballots$/, (_, random) => ({ room: PLACE, choices: { renew: 'SPOILED' }, scan: random.uuid() })],
  [/\/share$/, (_, random) => random.of([{}, { share: random.bytes(33).toString('base64') }])],
  [/\/opinions$/, ({ decisions }, random) => random.of([{ text: 'x', attachments: [] }, { opinions: [random.of(decisions)] }])],
  [/\/opinion-groups$/, ({ decisions }, random) => ({ title: 'x', opinions: [random.of(decisions)] })],
  [/\/(opinions|opinion-groups)\/.*\/answer$/, () => answer],
  [/\/roll-objections\/.*\/answer$/, () => ({ outcome: 'REJECTED', text: 'x' })],
  [/\/roll\/objections$/, () => ({ text: 'x', room: PLACE })],
  [/\/objections$|\/questions$|\/account-questions\/.*\/answer$/, () => ({ text: 'x' })],
  [/\/decide$/, () => ({ outcome: 'REJECTED', text: 'x' })],
  [
    /\/(plans|revise)$/,
    (_, random) => ({
      ...{ text: 'x\ny', amount: random.of([0, 140_000_000, Number.MAX_SAFE_INTEGER]), because: [] },
      quotations: [{ bidder: 'x', items: [{ name: 'x', price: random.of([1, Number.MAX_SAFE_INTEGER]) }] }],
    }),
  ],
  [/\/candidates$/, (_, random) => ({ id: random.of(['a', 'b']), name: 'x', statement: 'x', room: PLACE })],
  [/\/vet$/, () => ({ eligible: false, reason: 'x' })],
  [/\/execution-steps$/, (_, random) => ({ kind: random.of(['MILESTONE', 'CONTRACT', 'PAYMENT']), title: 'x', party: 'x', amount: 1 })],
  [/\/confirm$/, (_, random) => ({ satisfied: random.chance(0.5), text: 'x' })],
  [/\/term$/, () => ({ from: '2027-01-01T00:00:00Z', to: '2032-01-01T00:00:00Z' })],
  [
    /\/accounts$/,
    (_, random) => ({
      kind: random.of(['FUND', 'PROPERTY_FEES']),
      ...PERIOD,
      opening: 100,
      closing: 101,
      lines: [{ text: 'x', amount: 1 }],
    }),
  ],
]

/** What would be taken if nothing were changed in it; of a command on a case one of those that there are. */
export function usualBody(path: string, material: Material, random: Random): object {
  const known = BODIES.find(([fits]) => fits.test(path))
  if (known) return known[1](material, random)
  const to = random.of([{ unit: random.of(material.posts) }, { post: random.of(material.posts) }, 'STREET', 'COMMUNITY'])
  const evidence = [{ kind: 'photo', attachment: random.uuid() }]
  return random.of([
    {},
    { reason: 'x', to },
    { asPost: random.of(material.posts), reason: 'x' },
    { text: 'x' },
    { result: 'REWORK', evidence },
    { solved: false, rating: 3 },
    { type: 'plain-grid', reason: 'x' },
  ])
}
