import type { Database, Statement } from '@yiwang/database'

/** The plan that a session would keep for a prepared statement, as text: in an empty database, one that is made while nothing is known of the tables. */
export async function keptPlan(database: Database, { text }: Statement): Promise<string> {
  const rows = await database.rows<{ 'QUERY PLAN': string }>({ text: `explain (generic_plan) ${text}`, values: [] })
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}
