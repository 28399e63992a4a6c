import type { INestApplication } from '@nestjs/common'
import { PROBLEM_MEDIA_TYPE } from '../errors/problem.ts'

/** Statuses that any operation may answer with, besides its own. */
const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'Malformed, or not as the schema says',
  401: 'No valid access token',
  403: 'The caller may not do this',
  429: 'Too many requests are in flight; see Retry-After',
  500: 'Something went wrong on our side',
  503: 'Something that is needed is not there at the moment',
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
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger')
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
  responses?: Record<string, unknown>
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

function addProblems(operation: Operation): void {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } }
  const problems = Object.entries(PROBLEMS).map(([status, description]) => [status, { description, content }])
  operation.responses = { ...Object.fromEntries(problems), ...operation.responses }
}
