import { type Queryable, sql } from '@yiwang/database'

export interface Attachment {
  readonly id: string
  readonly uploadedBy: string
  readonly contentType: string
  readonly size: number
  readonly sha256: string
  readonly matter?: string
}

interface Row {
  readonly id: string
  readonly uploaded_by: string
  readonly content_type: string
  readonly size: number
  readonly sha256: string
  readonly matter: string | null
}

const COLUMNS = sql`id, uploaded_by, content_type, size, sha256, matter`

/** False if the person used the key before. */
export async function insertAttachment(db: Queryable, attachment: Attachment, at: Date, key: string | undefined): Promise<boolean> {
  const { id, uploadedBy, contentType, size, sha256 } = attachment
  const inserted = await db.run(sql`
    insert into attachment (id, uploaded_by, uploaded_at, content_type, size, sha256, idempotency_key)
    values (${id}, ${uploadedBy}, ${at}, ${contentType}, ${size}, ${sha256}, ${key ?? null})
    on conflict (uploaded_by, idempotency_key) do nothing`)
  return inserted === 1
}

export async function findAttachments(db: Queryable, ids: readonly string[]): Promise<Attachment[]> {
  return (await db.rows<Row>(sql`select ${COLUMNS} from attachment where id = any(${ids}::uuid[])`)).map(attachmentOf)
}

export async function attachmentsOf(db: Queryable, matter: string): Promise<Attachment[]> {
  return (await db.rows<Row>(sql`select ${COLUMNS} from attachment where matter = ${matter} order by id`)).map(attachmentOf)
}

export async function findUpload(db: Queryable, uploadedBy: string, key: string): Promise<Attachment | undefined> {
  const row = await db.one<Row>(sql`select ${COLUMNS} from attachment where uploaded_by = ${uploadedBy} and idempotency_key = ${key}`)
  return row && attachmentOf(row)
}

/** Gives attachments that belong to no matter yet to a matter; answers how many it could. */
export function attach(tx: Queryable, matters: readonly string[], attachments: readonly string[]): Promise<number> {
  return tx.run(sql`
    update attachment a set matter = given.matter
    from unnest(${matters}::uuid[], ${attachments}::uuid[]) as given (matter, attachment)
    where a.id = given.attachment and a.matter is null`)
}

const attachmentOf = (row: Row): Attachment => ({
  id: row.id,
  uploadedBy: row.uploaded_by,
  contentType: row.content_type,
  size: row.size,
  sha256: row.sha256,
  ...(row.matter !== null && { matter: row.matter }),
})
