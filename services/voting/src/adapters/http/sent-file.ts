import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { OpenFile } from '../grpc/intake.client.ts'

export const PICTURES = ['image/jpeg', 'image/png', 'image/webp']
export const FILE_TYPES = [...PICTURES, 'application/pdf']

/** A file that somebody uploaded: pictures are shown, everything else is handed out, and nothing of it runs. */
export function sendFile(reply: FastifyReply, name: string, { contentType, size, content }: OpenFile, isPublic: boolean): FastifyReply {
  return reply
    .headers({
      'content-type': contentType,
      'content-length': size,
      'content-disposition': `${PICTURES.includes(contentType) ? 'inline' : 'attachment'}; filename="${name}.${contentType.split('/')[1]}"`,
      'cache-control': isPublic ? 'public, max-age=3600' : 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
    .send(Readable.from(content))
}
