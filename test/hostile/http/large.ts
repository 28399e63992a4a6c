import type { Random } from '../random.ts'
import type { Town } from '../town.ts'
import type { HostileRequest } from './requests.ts'
import type { Verdicts } from './verdicts.ts'
import { Wire } from './wire.ts'

const MEGABYTE = 1024 * 1024
const SIZES = [0, 1, 1_000, MEGABYTE - 100, MEGABYTE, MEGABYTE + 1, 5 * MEGABYTE, 10 * MEGABYTE, 10 * MEGABYTE + 1, 20 * MEGABYTE]
const TARGETS = [
  ['intake', 'POST /v1/matters'],
  ['intake', 'POST /v1/attachments'],
  ['dispatch', 'POST /v1/cases/00000000-0000-4000-8000-000000000000/comment'],
  ['notify', 'POST /v1/webhooks'],
  ['voting', 'PUT /v1/rule-sets/trial'],
] as const

/** Bodies of 0 to 20 MB, with their length said or in chunks, one after the other: two at once would measure this machine's memory. */
export async function sendLarge({ platform }: Town, random: Random, verdicts: Verdicts, inputs: number): Promise<void> {
  const token = await platform.person('grid-worker-1').token()
  for (let k = 0; k < inputs; k++) {
    const [service, label] = random.of(TARGETS)
    const { hostname, port } = new URL(platform.http[service])
    const wire = new Wire(hostname, Number(port))
    const head = `${label} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nidempotency-key: ${random.uuid()}\r\n`
    const bytes = Buffer.concat([Buffer.from(head), bodyOf(label.endsWith('attachments'), random)])
    const request: HostileRequest = { service, label, head: false, bytes: Buffer.from(head) }
    verdicts.see(request, await wire.send(bytes))
    wire.close()
  }
}

function bodyOf(isForm: boolean, random: Random): Buffer {
  const size = random.of(SIZES)
  const filler = Buffer.alloc(size, random.of(['x', '[', '\0', 'é']))
  const content = isForm ? form(filler) : Buffer.concat([Buffer.from('{"text":"'), filler, Buffer.from('"}')])
  const type = `content-type: ${isForm ? 'multipart/form-data; boundary=x' : 'application/json'}\r\n`
  if (random.chance(0.5)) return Buffer.concat([Buffer.from(`${type}content-length: ${content.length}\r\n\r\n`), content])
  const chunk = Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from('\r\n0\r\n\r\n')])
  return Buffer.concat([Buffer.from(`${type}transfer-encoding: chunked\r\n\r\n`), chunk])
}

function form(file: Buffer): Buffer {
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="x.png"\r\ncontent-type: image/png\r\n\r\n\x89PNG\r\n\x1a\n'
  return Buffer.concat([Buffer.from(head, 'latin1'), file, Buffer.from('\r\n--x--\r\n')])
}
