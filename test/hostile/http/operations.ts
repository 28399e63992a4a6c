import { type ServiceName, services } from '../../../tools/services.ts'
import type { TestPlatform } from '../../platform/platform.ts'

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
}

/** One operation of a service, as its own document says. */
export interface Operation {
  readonly service: ServiceName
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly takesJson: boolean
  /** Whether it takes a form with a file. */
  readonly takesForm: boolean
}

interface OpenApi {
  readonly paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: { content: Record<string, unknown> } }>>
}

export async function operationsOf(platform: TestPlatform): Promise<Operation[]> {
  const found = await Promise.all(services.map(async (service) => operationsIn(service, await documentOf(platform.http[service]))))
  return found.flat()
}

const documentOf = async (http: string) => (await (await fetch(`${http}/openapi.json`)).json()) as OpenApi

function operationsIn(service: ServiceName, { paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const types = Object.keys(requestBody?.content ?? {})
      const [takesJson, takesForm] = [types.includes('application/json'), types.includes('multipart/form-data')]
      return { service, method: method.toUpperCase(), path, parameters, takesJson, takesForm }
    }),
  )
}
