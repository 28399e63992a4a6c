// The floor of `ballots`: fastify, jose, a JSON schema, libsodium, Ed25519, and the two statements: who votes for the room, and the ballot.
import { createPrivateKey, hash, sign } from 'node:crypto'
import pg from 'pg'
import sodium from 'sodium-native'
import { v5 } from 'uuid'
import { BY_INDEX, configured, listen, server } from './bare.ts'

interface Config {
  readonly database: string
  readonly issuer: string
  readonly decision: string
  /** Base64. */
  readonly publicKey: string
  readonly length: number
  readonly signingKey: string
}

interface Ballot {
  readonly room: { readonly building: string; readonly unit: string; readonly room: string }
  readonly choices: Readonly<Record<string, string>>
}

const VOTER = `
select encode(r.head, 'hex') as head, v.mandate, v.until, b.serial, b.ways
from roll_room r join roll_voter v on (v.decision, v.head) = (r.decision, r.head) and v.person = $2
left join lateral (select max(serial) as serial, array_agg(way) as ways from ballot where (decision, head) = (r.decision, r.head)) b on true
where r.decision = $1 and (r.building, r.unit, r.room) = ($3, $4, $5) order by v.mandate nulls first limit 1`

const CAST = `
with open as materialized (select id from decision where id = $1 and stage = 'VOTING' and closes_at > $11 for share)
insert into ballot (decision, head, serial, slot, way, sealed, leaf, receipt, by_person, idempotency_key, at)
select id, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, $9, $10, $11 from open
on conflict do nothing`

const text = { type: 'string', minLength: 1, maxLength: 64 } as const
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['room', 'choices'],
  properties: {
    room: {
      ...{ type: 'object', additionalProperties: false, required: ['building', 'unit', 'room'] },
      properties: { building: text, unit: text, room: text },
    },
    choices: { type: 'object', additionalProperties: { type: 'string', enum: ['FOR', 'AGAINST', 'ABSTAIN'] } },
  },
} as const
const params = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } } as const

const RESIDENTS = '3f0f6a0e-6f0c-5d1e-9a57-0d4c8f1f7b52'
const NAME = 'district-500105/voting'

const config = await configured<Config>()
const pool = new pg.Pool({ connectionString: config.database, max: 10, options: BY_INDEX })
const publicKey = Buffer.from(config.publicKey, 'base64')
const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(config.signingKey, 'base64')])
const signingKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })

const app = server(config.issuer)
app.post<{ Body: Ballot; Params: { id: string } }>('/v1/decisions/:id/ballots', { schema: { body, params } }, async (request, reply) => {
  const { room, choices } = request.body
  const { id } = request.params
  const person = v5(`${config.issuer}\0${(request as unknown as { sub: string }).sub}`, RESIDENTS)
  const found = await pool.query({ name: 'voter', text: VOTER, values: [id, person, room.building, room.unit, room.room] })
  const voter = found.rows[0]
  if (!voter) return reply.code(403).send({})
  if (voter.ways) return reply.code(409).send({})
  const sealed = seal(JSON.stringify({ choices, head: voter.head, serial: 1 }))
  const line = JSON.stringify({ head: voter.head, line: 'ballot', sealed: sealed.toString('base64'), way: 'ELECTRONIC' })
  const leaf = hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(line)]), 'buffer')
  const note = signed(`${NAME}/decision/${id}/receipt\n${leaf.toString('hex')}\n`)
  const values = [id, voter.head, 1, 'ELECTRONIC', 'ELECTRONIC', sealed, leaf, note, person, null, new Date()]
  const { rowCount } = await pool.query({ name: 'cast', text: CAST, values })
  if (rowCount !== 1) return reply.code(409).send({})
  return reply.code(201).send({ receipt: leaf.toString('hex'), note })
})
await listen(app)

/** Filled up with spaces, so that every box is as long as the others. */
function seal(said: string): Buffer {
  const bytes = Buffer.alloc(config.length, ' ')
  bytes.write(said)
  const sealed = Buffer.alloc(config.length + sodium.crypto_box_SEALBYTES)
  sodium.crypto_box_seal(sealed, bytes, publicKey)
  return sealed
}

/** A signed note; four bytes tell whose key it is. */
function signed(said: string): string {
  const signature = Buffer.concat([Buffer.alloc(4), sign(null, Buffer.from(said), signingKey)])
  return `${said}\n\u2014 ${NAME} ${signature.toString('base64')}\n`
}
