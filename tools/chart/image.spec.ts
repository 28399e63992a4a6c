import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../start/paths.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

it.each(['directory', 'notify'])('the image keeps the query compiler that the Prisma client of %s loads', (service) => {
  const client = read(`services/${service}/src/adapters/db/prisma/internal/class.ts`)
  const [loaded] = /query_compiler_\w+\.postgresql/.exec(client)!
  expect(read('Dockerfile')).toContain(`-name 'query_compiler_*' ! -name '${loaded}.*' -delete`)
})
