// The driver adapter through which Prisma's WASM schema engine reaches PostgreSQL, with what @prisma/adapter-pg lacks for that use.
import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const oid = { char: 18, charArray: 1002, text: 25, textArray: 1009 }
const charColumns = Symbol('columns of the catalogue type "char"')

/** An adapter factory for the database of this URL that can also make and drop shadow databases. */
export async function migrationAdapter(url) {
  const adapter = new AdapterWithShadow(connectionFields(url))
  readCatalogueChars()
  await completeAdapter(adapter)
  return adapter
}

/** Fields instead of a connection string, which pg would prefer to `database`: the shadow database would then be the real one. */
export function connectionFields(url) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
    ...(searchParams.get('sslmode') === 'require' ? { ssl: true } : {}),
  }
}

export async function runSql(connection, sql) {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    if (sql) await client.query(sql)
  } finally {
    await client.end()
  }
}

/** adapter-pg drops its shadow database while its own pool still holds a session in it; this one ends the pool first. */
class AdapterWithShadow extends PrismaPg {
  constructor(connection) {
    super(connection)
    this.connection = connection
  }

  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`
    await runSql(this.connection, `create database "${database}"`)
    const shadow = await new PrismaPg({ ...this.connection, database }).connect()
    const dispose = shadow.dispose.bind(shadow)
    shadow.dispose = async () => {
      await dispose()
      await runSql(this.connection, `drop database if exists "${database}" with (force)`)
    }
    return shadow
  }
}

/** The engine reads columns of the type "char" from PostgreSQL's catalogue. adapter-pg does not know the type: let pg read them as text … */
function readCatalogueChars() {
  const addFields = pg.Result.prototype.addFields
  pg.Result.prototype.addFields = function (fields) {
    const found = []
    fields.forEach((field, index) => {
      if (field.dataTypeID === oid.char) {
        field.dataTypeID = oid.text
        found.push(index)
      }
      if (field.dataTypeID === oid.charArray) field.dataTypeID = oid.textArray
    })
    addFields.call(this, fields)
    Object.defineProperty(this.rows, charColumns, { value: found, configurable: true })
  }
}

/** … and tell the engine that they are characters. Scripts go to the server whole: adapter-pg cuts them at every semicolon, also in comments. */
async function completeAdapter(adapter) {
  const probe = await adapter.connect()
  const database = Object.getPrototypeOf(probe)
  database.executeScript = async function (script) {
    await this.client.query(script).catch((error) => this.onError(error))
  }
  const queryable = Object.getPrototypeOf(database)
  const queryRaw = queryable.queryRaw
  queryable.queryRaw = async function (query) {
    const result = await queryRaw.call(this, query)
    for (const index of result.rows[charColumns] ?? []) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  await probe.dispose()
}
