// Generates the Prisma clients of the services whose schema asks for one; what is there and fits its schema is left alone.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'node_modules/.bin')

/** The services whose client is absent or older than its schema. */
export function staleClients() {
  return servicesWithClient().filter((service) => {
    const stamp = stampOf(service)
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== schemaHash(service)
  })
}

export function generateClients(services = staleClients()) {
  for (const service of services) {
    const env = {
      ...process.env,
      PATH: bin + delimiter + process.env.PATH,
      PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'tools/prisma/schema-engine.mjs'),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    }
    const args = [join(root, 'node_modules/prisma/build/index.js'), 'generate']
    const node = existsSync(join(bin, 'node')) ? join(bin, 'node') : process.execPath
    const { status, stdout, stderr } = spawnSync(node, args, { cwd: join(root, 'services', service), env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`The Prisma client of ${service} could not be generated:\n${stdout}${stderr}`)
    writeFileSync(stampOf(service), schemaHash(service))
  }
}

function servicesWithClient() {
  return readdirSync(join(root, 'services')).filter((service) => {
    const schema = schemaOf(service)
    return existsSync(schema) && /^generator /m.test(readFileSync(schema, 'utf8'))
  })
}

const schemaOf = (service) => join(root, 'services', service, 'prisma/schema.prisma')
const stampOf = (service) => join(root, 'services', service, 'src/adapters/db/prisma/.schema-hash')
const schemaHash = (service) =>
  createHash('sha256')
    .update(readFileSync(schemaOf(service)))
    .digest('hex')
