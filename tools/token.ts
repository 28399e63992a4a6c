// npm run -s token -- <person | service:name> [--aud yiwang] [--expires-in seconds]: prints an access token of the running demo issuer.
import { parseArgs } from 'node:util'
import { issueToken } from './issuer/token.ts'
import { keysOf, readEndpoints } from './start/endpoints.ts'

try {
  const { values, positionals } = parseArgs({
    // A token that has expired is asked for too: "--expires-in -60" is a value, not an option.
    args: process.argv.slice(2).join('\0').replace('--expires-in\0', '--expires-in=').split('\0'),
    allowPositionals: true,
    options: { aud: { type: 'string', default: 'yiwang' }, 'expires-in': { type: 'string', default: String(12 * 60 * 60) } },
  })
  const [login] = positionals
  const expiresInSeconds = Number(values['expires-in'])
  if (!login || positionals.length > 1) throw new Error('Whose token? npm run -s token -- grid-worker-1')
  if (!Number.isInteger(expiresInSeconds)) throw new Error('--expires-in takes a whole number of seconds')
  const endpoints = readEndpoints()
  const token = await issueToken(endpoints.issuer, keysOf(endpoints), { login, audience: values.aud, expiresInSeconds })
  process.stdout.write(`${token}\n`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
