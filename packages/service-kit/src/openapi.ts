import { applyDecorators } from '@nestjs/common'
import type * as swagger from '@nestjs/swagger'
import { PROBLEM_MEDIA_TYPE } from './errors/problem.ts'
import { IDEMPOTENCY_KEY_SCHEMA } from './http/headers.ts'

type Decorators = Pick<
  typeof swagger,
  | 'ApiAcceptedResponse'
  | 'ApiBody'
  | 'ApiConsumes'
  | 'ApiCreatedResponse'
  | 'ApiHeader'
  | 'ApiNoContentResponse'
  | 'ApiOkResponse'
  | 'ApiOperation'
  | 'ApiProduces'
  | 'ApiResponse'
>
type Given = [target: object, key: string | symbol, descriptor: PropertyDescriptor]

const waiting: ((loaded: Decorators) => void)[] = []

/** Decorators of @nestjs/swagger that wait until somebody asks for the document: it and what it imports are 6 MB of an idle service. */
function later<Name extends keyof Decorators>(name: Name): (...options: Parameters<Decorators[Name]>) => MethodDecorator {
  return (...options) =>
    (...given) => {
      waiting.push((loaded) => {
        const decorator = (loaded[name] as (...options: unknown[]) => (...given: Given) => void)(...options)
        decorator(...(given as unknown as Given))
      })
    }
}

export const ApiAcceptedResponse = later('ApiAcceptedResponse')
export const ApiBody = later('ApiBody')
export const ApiConsumes = later('ApiConsumes')
export const ApiCreatedResponse = later('ApiCreatedResponse')
export const ApiHeader = later('ApiHeader')
export const ApiNoContentResponse = later('ApiNoContentResponse')
export const ApiOkResponse = later('ApiOkResponse')
export const ApiOperation = later('ApiOperation')
export const ApiProduces = later('ApiProduces')
export const ApiResponse = later('ApiResponse')

const problem = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } }

/**
 * `@Described(summary, …statuses)`: what an operation does, in a sentence, and how it may refuse.
 * @param problems what a service's statuses mean, beside those that every operation may answer with
 */
export const describing =
  <Status extends number>(problems: Readonly<Record<Status, string>>) =>
  (summary: string, ...statuses: Status[]) =>
    applyDecorators(
      ApiOperation({ summary }),
      ...statuses.map((status) => ApiResponse({ status, description: problems[status], content: problem })),
    )

export const IdempotencyKeyHeader = (required: boolean) =>
  ApiHeader({
    name: 'Idempotency-Key',
    required,
    description: 'The same for each try of one request',
    schema: IDEMPOTENCY_KEY_SCHEMA,
  })

/** Loads it, with everything described that was declared so far. */
export async function loadSwagger(): Promise<typeof swagger> {
  const loaded = await import('@nestjs/swagger')
  for (const describe of waiting.splice(0)) describe(loaded)
  return loaded
}
