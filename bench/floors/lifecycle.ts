// The floor of the lifecycles: the commands on a case over fastify and pg, straight-line, and behind them every write that the product
// makes of their events (lifecycle-effects.ts). One process does what five services do.
import { createHash } from 'node:crypto'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { BY_INDEX, configured, type FloorConfig, headersOf, listen, relay, server } from './bare.ts'
import { consumeAll } from './lifecycle-effects.ts'
import type { Told } from './lifecycle-shared.ts'
import { serveReports } from './report.ts'

const { databases, brokers, prefix, issuer, told } = await configured<FloorConfig & { told: Told }>()
const poolOf = (name: string) => new pg.Pool({ connectionString: databases[name], max: 10, options: BY_INDEX })
const pools = { intake: poolOf('intake'), dispatch: poolOf('dispatch'), sla: poolOf('sla'), notify: poolOf('notify') }
await pools.dispatch.query('select ledger.ensure_months(now()::date, 2)')

/** What a command makes of a case: its fact, the state after it, whether somebody has it then, whether a new step begins. */
const COMMANDS: Readonly<Record<string, { fact: string; state?: string; taken: boolean; step: boolean }>> = {
  accept: { fact: 'accepted', taken: true, step: false },
  solve: { fact: 'solved', state: 'VERIFYING', taken: false, step: true },
  dispatch: { fact: 'dispatched', state: 'HANDLING', taken: false, step: true },
  'feed-back': { fact: 'fed_back', state: 'VERIFYING', taken: false, step: true },
  verify: { fact: 'verified', state: 'ANSWERING', taken: false, step: false },
  answer: { fact: 'answered', state: 'CLOSED', taken: false, step: false },
}

const READ = { name: 'read', text: 'select * from kase where id = $1' }
const SAVE = `
with done as (
  update kase set state = $3, post = $4, person = $4, held_since = $5, step_started_at = coalesce($6, step_started_at),
    step_due_at = case when $6::timestamptz is null then step_due_at end, step_warn_at = case when $6::timestamptz is null then step_warn_at end,
    verified_at = coalesce($7, verified_at), closed_at = $8, handlers = $9, participants = $10, changed_by = $11, changed_at = $5,
    due_at = sooner_due($8, coalesce($7, verified_at), case_due_at, case when $6::timestamptz is null then step_due_at end),
    version = version + 1, seq = seq + 1, head = $12, last_at = $5
  where id = $1 and seq = $2 returning id
), entry as (
  insert into ledger.entry (case_id, seq, at, value) select id, $2 + 1, $5, $13 from done
)
insert into messaging.outbox (topic, key, subject, sequence, headers, value) select $14, id::text, id::text, $2 + 1, $15, $13 from done`

const viewOf = (kase: Record<string, unknown>) => ({
  ...{ id: kase['id'], number: kase['number'], type: kase['type'], typeVersion: kase['type_version'], area: kase['area'] },
  ...{ state: kase['state'], round: kase['round'], receivedAt: kase['received_at'], light: 'GREEN', version: kase['version'] },
  holder: { level: kase['level'], unit: kase['unit'], post: kase['post'], person: kase['person'], since: kase['held_since'] },
  ...{ verifiedAt: kase['verified_at'], closedAt: kase['closed_at'], caseDueAt: kase['case_due_at'], stepDueAt: kase['step_due_at'] },
  allowed: ['comment'],
})

const personOf = (login: string) =>
  createHash('md5')
    .update(login)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
const app = server(issuer)
serveReports(app, pools.intake, prefix)

app.get<{ Params: { id: string } }>('/v1/cases/:id', async (request, reply) => {
  const [kase] = (await pools.dispatch.query({ ...READ, values: [request.params.id] })).rows
  return kase ? viewOf(kase) : reply.code(404).send({})
})

const body = { type: 'object' } as const
app.post<{ Params: { id: string; command: string } }>('/v1/cases/:id/:command', { schema: { body } }, async (request, reply) => {
  const { id, command } = request.params
  const { fact, state, taken, step } = COMMANDS[command]!
  const [kase] = (await pools.dispatch.query({ ...READ, values: [id] })).rows
  if (!kase) return reply.code(404).send({})
  const person = personOf((request as unknown as { sub: string }).sub)
  const at = new Date().toISOString()
  const holder = { level: kase.level, unit: kase.unit, ...(taken && { post: person, person }) }
  const said = {
    ...{ caseId: id, number: kase.number, area: kase.area, seq: kase.seq + 1, at, fact, round: 1, state: state ?? kase.state, ...holder },
    ...{ actor: { kind: 'STAFF', id: person, post: person }, details: {}, prevHash: kase.head },
  }
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex')
  const entry = JSON.stringify({ ...said, hash })
  const people = [...new Set([...kase.participants, person])]
  const values = [
    ...[id, kase.seq, said.state, taken ? person : null, at, step ? at : null, fact === 'verified' ? at : null],
    ...[said.state === 'CLOSED' ? at : null, people, people, person, hash, entry, `${prefix}dispatch.case.v1`],
    headersOf('dispatch', uuid(), `yiwang.dispatch.case.${fact}.v1`, id, kase.area),
  ]
  const saved = await pools.dispatch.query({ name: 'save', text: SAVE, values })
  if (saved.rowCount === 0) return reply.code(409).send({})
  return viewOf({ ...kase, state: said.state, post: holder.post, person: holder.person, held_since: at, version: kase.version + 1 })
})

for (const pool of Object.values(pools)) void relay(pool, brokers)
await consumeAll({ pools, brokers, prefix, told })
await listen(app)
