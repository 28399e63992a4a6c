import pg from 'pg'

/**
 * What was loaded into a database is remembered as its comment: it comes and goes with the data, on whichever server that is. A note in a
 * folder of this checkout would say of any other server what holds for the last one only.
 */
export async function loadedInto(database: string): Promise<string | undefined> {
  const found = await ask<{ loaded: string | null }>(
    database,
    `select shobj_description(oid, 'pg_database') as loaded from pg_database where datname = current_database()`,
  )
  return found?.loaded ?? undefined
}

export async function rememberLoaded(database: string, what: string): Promise<void> {
  const told = await ask<{ statement: string }>(
    database,
    `select format('comment on database %I is %L', current_database(), $1::text) as statement`,
    [what],
  )
  await ask(database, told!.statement)
}

async function ask<Row extends object>(database: string, text: string, values: readonly string[] = []): Promise<Row | undefined> {
  const client = new pg.Client(database)
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows[0]
  } finally {
    await client.end()
  }
}
