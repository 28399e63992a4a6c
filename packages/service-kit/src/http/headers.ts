import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { RequestError } from '../errors/request-problems.ts'

/** The entity tag of a version. */
export const etag = (version: number): string => `"${version}"`

/** What the two headers look like, for OpenAPI documents. */
export const IF_MATCH_SCHEMA = { type: 'string', pattern: '^(\\*|"[0-9]{1,15}")$' } as const
export const IDEMPOTENCY_KEY_SCHEMA = { type: 'string', pattern: '^[!#-~]{1,128}$' } as const

/** The version that If-Match asks for; undefined if there is none or any will do. */
export function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^"(\d{1,15})"$/.exec(header.trim())?.[1]
  if (version === undefined)
    throw new RequestError('invalid-if-match', 'Send one entity tag as the ETag of the resource gave it, such as "3".')
  return Number(version)
}

/** The usable value of Idempotency-Key; undefined if there is none. */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const key = /^"?([\x21\x23-\x7e]{1,128})"?$/.exec(header.trim())?.[1]
  if (key === undefined)
    throw new RequestError('invalid-idempotency-key', 'Send 1 to 128 visible ASCII characters without spaces, such as a UUID.')
  return key
}

export function requireIdempotencyKey(header: string | undefined): string {
  const key = parseIdempotencyKey(header)
  if (key === undefined)
    throw new RequestError('idempotency-key-required', 'Send the header Idempotency-Key, the same one when you try again.')
  return key
}

export type Language = 'zh-CN' | 'en'

/** The better of the two languages for Accept-Language; Chinese where nothing is said. */
export function languageOf(request: { headers: { 'accept-language'?: string | undefined } }): Language {
  const wishes = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find((found) => found !== undefined)
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  const best = wishes.find(({ tag }) => /^(zh|en)(-|$)/.test(tag))
  return best?.tag.startsWith('en') ? 'en' : 'zh-CN'
}

const fromRequest = <Value>(read: (request: FastifyRequest) => Value) =>
  createParamDecorator((_: unknown, context: ExecutionContext) => read(context.switchToHttp().getRequest<FastifyRequest>()))

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)

/** `@IfMatch() version: number | undefined` */
export const IfMatch = fromRequest((request) => parseIfMatch(request.headers['if-match']))
/** `@IdempotencyKey() key: string | undefined` */
export const IdempotencyKey = fromRequest((request) => parseIdempotencyKey(one(request.headers['idempotency-key'])))
/** `@RequiredIdempotencyKey() key: string`: 400 without it. */
export const RequiredIdempotencyKey = fromRequest((request) => requireIdempotencyKey(one(request.headers['idempotency-key'])))
/** `@RequestLanguage() language: Language` */
export const RequestLanguage = fromRequest((request) => languageOf(request))
