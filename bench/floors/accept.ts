// The floor of `accept`: fastify, jose, a JSON schema, one statement, and the relay of its outbox.
import pg from 'pg'
import { BY_INDEX, configured, type FloorConfig, listen, relay, server } from './bare.ts'
import { serveReports } from './report.ts'

const { databases, brokers, prefix, issuer } = await configured<FloorConfig>()
const pool = new pg.Pool({ connectionString: databases['intake'], max: 10, options: BY_INDEX })
const app = server(issuer)
serveReports(app, pool, prefix)
void relay(pool, brokers)
await listen(app)
