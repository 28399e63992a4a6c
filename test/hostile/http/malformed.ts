import { services } from '../../../tools/services.ts'
import type { Random } from '../random.ts'
import type { Town } from '../town.ts'
import type { Verdicts } from './verdicts.ts'
import { Wire } from './wire.ts'

const AT_ONCE = 16

/** Bytes that are no HTTP, or two readings of it: each on a connection of its own, which they may cost. */
export async function sendMalformed({ platform }: Town, random: Random, verdicts: Verdicts, inputs: number): Promise<void> {
  const token = await platform.person('dispatcher-1').token()
  let left = inputs
  const one = async () => {
    while (left-- > 0) {
      const service = random.of(services)
      const { hostname, port } = new URL(platform.http[service])
      const wire = new Wire(hostname, Number(port))
      const bytes = malformed(random, token)
      const answer = await Promise.race([wire.send(bytes), closing(wire)])
      verdicts.see({ service, label: 'malformed', head: true, bytes }, answer)
      wire.close()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

/** What waits for more is told that there is none, and let go if it waits on. */
function closing(wire: Wire): Promise<undefined> {
  return new Promise((settle) => {
    setTimeout(() => wire.endOfInput(), 20).unref()
    setTimeout(() => settle(undefined), 1_000).unref()
  })
}

function malformed(random: Random, token: string): Buffer {
  const auth = `host: x\r\nauthorization: Bearer ${token}\r\n`
  const json = 'content-type: application/json\r\n'
  const post = `POST /v1/matters HTTP/1.1\r\n${auth}${json}`
  return random.of<() => Buffer>([
    () => random.bytes(random.below(400) + 1),
    () => Buffer.from(`GET /v1/me HTTP/1.1\r\n${auth}x y: z\r\n\r\n`),
    () => Buffer.from(`GET /v1/me HTTP/1.1\r\n${auth}x: a\0b\r\n\r\n`),
    () => Buffer.from(`GET /v1/me HTTP/${random.of(['0.9', '1.2', '2.0', '9.9', 'x'])}\r\n${auth}\r\n`),
    () =>
      Buffer.from(
        `GET ${random.of(['', '*', 'http://', '//', 'v1/me', '/v1/\0me', '/v1/me\x7f', '/%'])} HTTP/1.1\r\n${auth}\r\n`,
        'latin1',
      ),
    () => Buffer.from(`GET /v1/me HTTP/1.1\n${auth.replaceAll('\r', '')}\n`),
    () => Buffer.from(`${post}content-length: ${random.of(['-1', '1e9', '0x10', '99999999999999999999', '5, 6', ''])}\r\n\r\n{}`),
    () => Buffer.from(`${post}content-length: 2\r\ncontent-length: 3\r\n\r\n{} `),
    () => Buffer.from(`${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{}`),
    () =>
      Buffer.from(
        `${post}transfer-encoding: ${random.of(['chunked, identity', 'gzip', 'xchunked', ' chunked'])}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      ),
    () =>
      Buffer.from(
        `${post}transfer-encoding: chunked\r\n\r\n${random.of(['zz', '-1', 'fffffffffffffffff', '2;x=', ''])}\r\n{}\r\n0\r\n\r\n`,
      ),
    () => Buffer.from(`${post}content-length: 1000\r\n\r\n{"type":`),
    () => Buffer.from(`GET /v1/me HTTP/1.1\r\n${auth}${'x: y\r\n'.repeat(random.of([100, 3_000]))}\r\n`),
    () => Buffer.from(`GET /v1/me?${'x'.repeat(random.of([17_000, 100_000]))} HTTP/1.1\r\n${auth}\r\n`),
    () => Buffer.from(`${random.of(['G', 'GETT', 'get', 'CONNECT', ''])} /v1/me HTTP/1.1\r\n${auth}\r\n`),
    () => Buffer.from(`GET /v1/me HTTP/1.1\r\n${auth}upgrade: ${random.of(['websocket', 'h2c'])}\r\nconnection: upgrade\r\n\r\n`),
    () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  ])()
}
