// Prints the variables of the tour as assignments of a shell; says what is missing if something is.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const endpointsFile = join(process.env.YIWANG_FOLDER ?? '.yiwang', 'endpoints.json')
const howToGet = {
  curl: 'apt-get install curl, or brew install curl',
  kcat: 'apt-get install kcat, or brew install kcat',
  grpcurl:
    'brew install grpcurl, or with Go: go install github.com/fullstorydev/grpcurl/cmd/grpcurl@latest (and add $(go env GOPATH)/bin to PATH)',
}

const missing = Object.entries(howToGet)
  .filter(([program]) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error)
  .map(([program, how]) => `The tour needs ${program}: ${how}`)
if (!existsSync(endpointsFile)) missing.push('Nothing runs here yet, or not at the root of the repository. Start it first: npm start')
if (missing.length > 0) {
  console.error(missing.join('\n'))
  process.exit(1)
}

const { http, grpc, kafka } = JSON.parse(readFileSync(endpointsFile, 'utf8'))
const named = (addresses, suffix) => Object.entries(addresses).map(([name, address]) => [`${name.toUpperCase()}${suffix}`, address])
const variables = [
  ...named(http, ''),
  ...named(grpc, '_GRPC'),
  ['KAFKA', kafka],
  ['RUN', `${Date.now().toString(36)}${process.pid.toString(36)}`],
  ['TOUR', mkdtempSync(join(tmpdir(), 'yiwang-tour-'))],
  ['PORT', await freePort()],
  // Where the platform reaches a receiver of this machine.
  ['HERE', process.env.TOUR_ADDRESS ?? '127.0.0.1'],
]
for (const [name, value] of variables) console.log(`${name}='${value}'`)

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address()
      server.close(() => found(port))
    })
  })
}
