import pg from 'pg'
import type { Statement } from './sql.ts'
import { markTransient } from './transient.ts'

export interface Queryable {
  rows<Row>(statement: Statement): Promise<Row[]>
  /** The first row, or undefined. */
  one<Row>(statement: Statement): Promise<Row | undefined>
  /** How many rows it touched. */
  run(statement: Statement): Promise<number>
}

export interface Transaction extends Queryable {
  readonly client: pg.PoolClient
  /** Runs once the transaction is committed, never if it is rolled back. Must not throw. */
  afterCommit(action: () => void): void
}

export interface TransactionOptions {
  /** An advisory lock that the transaction holds to its end; taken in the round trip of its `begin`, before its first snapshot. */
  readonly lock?: bigint
}

export interface DatabaseOptions {
  readonly url: string
  readonly applicationName: string
  readonly max?: number
}

const SESSION = [
  // A process frozen in a transaction holds its locks: the server ends it.
  'idle_in_transaction_session_timeout=10000',
  'lock_timeout=15000',
  'timezone=UTC',
  // Every statement finds its rows by an index. Left to itself the planner reads a small table whole, keeps that plan when the table has
  // grown, and in an outbox reads what was deleted since the last vacuum.
  'enable_seqscan=off',
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ')

/** A `date` has no zone: it stays text (`2026-11-24`) instead of becoming a local midnight. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.DATE
      ? (text: string) => text
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

/** Clients whose connection is gone. The driver's error says so in words only, hence this mark. */
const ended = new WeakSet<object>()

function markWhenEnded(client: pg.ClientBase) {
  client.on('error', () => ended.add(client))
  client.on('end', () => ended.add(client))
}

async function query(client: pg.ClientBase, { name, text, values }: Statement): Promise<pg.QueryResult> {
  try {
    return await client.query({ ...(name === undefined ? {} : { name }), text, values: values as unknown[] })
  } catch (error) {
    throw ended.has(client) ? markTransient(error) : error
  }
}

/** A service's database: a pool, statements and transactions. */
export class Database implements Queryable {
  readonly pool: pg.Pool
  private readonly options: DatabaseOptions

  constructor(options: DatabaseOptions) {
    this.options = options
    this.pool = new pg.Pool({
      connectionString: options.url,
      application_name: options.applicationName,
      max: options.max ?? 10,
      // Statements that do not wait for each other go out together: the server works on one while the next is written.
      pipeline: true,
      options: SESSION,
      connectionTimeoutMillis: 10_000,
      types,
    })
    this.pool.on('connect', markWhenEnded)
    this.pool.on('error', () => {})
  }

  async rows<Row>(statement: Statement): Promise<Row[]> {
    return (await this.once(statement)).rows
  }

  async one<Row>(statement: Statement): Promise<Row | undefined> {
    return (await this.once(statement)).rows[0]
  }

  async run(statement: Statement): Promise<number> {
    return (await this.once(statement)).rowCount ?? 0
  }

  /** Everything that `work` does through `tx` commits together, or not at all. A lost connection shows as a transient error. */
  async transaction<Result>(work: (tx: Transaction) => Promise<Result>, { lock }: TransactionOptions = {}): Promise<Result> {
    const client = await this.connect()
    const actions: (() => void)[] = []
    let broken = false
    try {
      await query(client, { text: lock === undefined ? 'begin' : `begin; select pg_advisory_xact_lock(${lock})`, values: [] })
      const result = await work(transactionOn(client, actions))
      await query(client, { text: 'commit', values: [] })
      for (const action of actions) action()
      return result
    } catch (error) {
      broken = !(await rolledBack(client))
      throw broken ? markTransient(error) : error
    } finally {
      client.release(broken)
    }
  }

  /** A session of its own, outside the pool, for what lives as long as its connection (a leader's lock). The caller ends it. */
  async session(): Promise<pg.Client> {
    const { url, applicationName } = this.options
    const client = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      options: SESSION,
      connectionTimeoutMillis: 5_000,
      types,
    })
    markWhenEnded(client)
    try {
      await client.connect()
    } catch (error) {
      throw markTransient(error)
    }
    return client
  }

  async close(): Promise<void> {
    await this.pool.end()
  }

  private async once(statement: Statement): Promise<pg.QueryResult> {
    const client = await this.connect()
    try {
      return await query(client, statement)
    } finally {
      client.release(ended.has(client))
    }
  }

  private async connect(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect()
    } catch (error) {
      throw markTransient(error)
    }
  }
}

export const openDatabase = (options: DatabaseOptions): Database => new Database(options)

function transactionOn(client: pg.PoolClient, actions: (() => void)[]): Transaction {
  return {
    client,
    rows: async <Row>(statement: Statement) => (await query(client, statement)).rows as Row[],
    one: async <Row>(statement: Statement) => (await query(client, statement)).rows[0] as Row | undefined,
    run: async (statement) => (await query(client, statement)).rowCount ?? 0,
    afterCommit: (action) => actions.push(action),
  }
}

/** False when the connection is gone: then nobody knows whether a commit under way was carried out. */
async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  if (ended.has(client)) return false
  try {
    await client.query('rollback')
    return !ended.has(client)
  } catch {
    return false
  }
}
