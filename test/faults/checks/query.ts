import type { Statement } from '@yiwang/database'
import type { ServiceName } from '../../../tools/services.ts'
import type { Scene } from '../scene.ts'

/** What a statement asked, on one line, with the database that it was asked. */
export const asAsked = (database: ServiceName, text: string): string => `${database}: ${text.replace(/\s+/g, ' ').trim()}`

/** The one row that a statement answers. */
export async function oneRow<Row>({ platform }: Scene, database: ServiceName, text: string, values: unknown[] = []): Promise<Row> {
  const row = await platform.database(database).one<Row>({ text, values } as Statement)
  if (!row) throw new Error(`${database} answers nothing to ${text}`)
  return row
}

export const shown = (row: object): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
