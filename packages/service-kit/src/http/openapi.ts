import type { INestApplication } from '@nestjs/common'
import { PROBLEM_MEDIA_TYPE } from '../errors/problem.ts'
import { loadSwagger } from '../openapi.ts'

type Descriptions = Readonly<Record<string, string>>
/** Statuses that any operation may answer with, besides its own. */
const PROBLEMS: Descriptions = {
  400: 'Malformed, or not as the schema says',
  401: 'No valid access token',
  403: 'The caller may not do this',
  408: 'The request took too long to arrive',
  429: 'Too many requests are in flight; see Retry-After',
  431: 'The headers or the path are too large',
  500: 'Something went wrong on our side',
  503: 'Something that is needed is not there at the moment; see Retry-After',
}
/** Where something is named in the path. */
const OF_A_THING: Descriptions = { 404: 'There is no such thing, or the caller may not see it' }
/** Where there is a body. */
const OF_A_BODY: Descriptions = { 413: 'The body is too large', 415: 'The body is of a type that is not taken' }
/** What comes with some of them. */
const HEADERS: Readonly<Record<string, object>> = {
  401: { 'WWW-Authenticate': { description: 'As RFC 6750 says', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. `type` is urn:yiwang:problem:<code>.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', pattern: '^urn:yiwang:problem:[a-z0-9-]+$' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    traceId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
}

/** OpenAPI 3.1 from the schemas that validate. */
export async function openApiDocument(app: INestApplication, name: string): Promise<object> {
  const { DocumentBuilder, SwaggerModule } = await loadSwagger()
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Yiwang ${name}`)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addSecurityRequirements('bearer')
    .build()
  const document = SwaggerModule.createDocument(app, config) as unknown as OpenApi
  document.components ??= {}
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema }
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) addProblems(operation)
  return document
}

interface Operation {
  parameters?: readonly { readonly in?: string }[]
  requestBody?: unknown
  responses?: Record<string, unknown>
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

function addProblems(operation: Operation): void {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } }
  const possible = {
    ...PROBLEMS,
    ...(operation.parameters?.some((parameter) => parameter.in === 'path') && OF_A_THING),
    ...(operation.requestBody !== undefined && OF_A_BODY),
  }
  const problems = Object.entries(possible).map(([status, description]) => {
    const headers = HEADERS[status]
    return [status, { description, content, ...(headers && { headers }) }]
  })
  operation.responses = { ...Object.fromEntries(problems), ...operation.responses }
}
