import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadConfig } from '@yiwang/service-kit/start'
import { parse, parseAllDocuments } from 'yaml'
import type { z } from 'zod'
import { renderedFile } from './renderings.ts'

const root = resolve(import.meta.dirname, '../..')
const services = readdirSync(join(root, 'services'))

interface Container {
  readonly name: string
  readonly env: readonly { name: string; value?: string }[]
}
interface Deployment {
  readonly kind: string
  readonly spec: { template: { spec: { containers: Container[] } } }
}

/** Of the secrets a cluster would hold. */
const secrets: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://user:password@postgres/database',
  PERSONAL_DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
  SIGNING_KEY: Buffer.alloc(32, 8).toString('base64'),
}

async function schemaOf(service: string): Promise<z.ZodObject> {
  const module = await import(`../../services/${service}/src/config.ts`)
  return module[`${service}Config`]
}

/** The environment is usable, and every variable of it is one that the service reads. */
async function expectToFit(service: string, environment: Record<string, string>) {
  const schema = await schemaOf(service)
  expect(() => loadConfig(schema, environment)).not.toThrow()
  const ofNobody = Object.keys(environment).filter((name) => !(name in schema.shape))
  expect(ofNobody).toEqual([])
}

describe.each(['street', 'district', 'busy-street'])('%s', (installation) => {
  const objects = parseAllDocuments(readFileSync(renderedFile(installation), 'utf8')).map(
    (document) => document.toJS() as Deployment | null,
  )
  const containers = objects.filter((object) => object?.kind === 'Deployment').map((object) => object!.spec.template.spec.containers[0]!)

  it('runs every service that there is', () => {
    expect(containers.map(({ name }) => name).sort()).toEqual([...services].sort())
  })

  it.each(services)('gives %s an environment with which it starts in production', async (service) => {
    const { env } = containers.find(({ name }) => name === service)!
    const given = (name: string, value: string | undefined) => value ?? secrets[name] ?? 'sixteen characters or more'
    await expectToFit(service, {
      NODE_ENV: 'production',
      ...Object.fromEntries(env.map(({ name, value }) => [name, given(name, value)])),
    })
  })
})

describe('docker-compose.yml', () => {
  const { services: composed } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true })

  it.each(services)('migrates the database of %s, and gives the service an environment with which it starts', async (service) => {
    const { environment, depends_on, command } = composed[service]
    expect(command).toEqual([`services/${service}/dist/main.js`])
    expect(depends_on[`migrate-${service}`]).toEqual({ condition: 'service_completed_successfully' })
    await expectToFit(service, Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])))
  })
})
