import type { DescMethod } from '@bufbuild/protobuf'
import { NASTY_TEXTS } from '../nasty.ts'
import type { Random } from '../random.ts'

/** A framed message of the method, more or less. @param ids of what there is: cases, decisions, compounds */
export function messageBytes(method: DescMethod, random: Random, ids: readonly string[]): Buffer {
  const kind = random.next()
  if (kind < 0.02) return Buffer.alloc(0)
  if (kind < 0.05) return framed(random.bytes(random.below(200)))
  if (kind < 0.07) return Buffer.concat([framed(fields(method, random, ids)), framed(fields(method, random, ids))])
  if (kind < 0.09) return framed(fields(method, random, ids)).subarray(0, random.below(10))
  if (kind < 0.11) return framed(fields(method, random, ids), { claims: random.of([0, 1, 0x7fffffff, 0xffffffff]) })
  if (kind < 0.13) return framed(fields(method, random, ids), { compressed: random.of([1, 2, 255]) })
  if (kind < 0.132) return framed(Buffer.alloc(random.of([4 * 1024 * 1024 - 10, 4 * 1024 * 1024 + 1]), 1))
  return framed(fields(method, random, ids))
}

function framed(message: Buffer, { claims = message.length, compressed = 0 } = {}): Buffer {
  const head = Buffer.alloc(5)
  head[0] = compressed
  head.writeUInt32BE(claims, 1)
  return Buffer.concat([head, message])
}

/** Its fields, and others, each with a value of its type or of another. */
function fields(method: DescMethod, random: Random, ids: readonly string[]): Buffer {
  const numbers = [
    ...method.input.fields.map(({ number }) => number),
    ...(random.chance(0.2) ? [random.of([15, 16, 2_047, 536_870_911])] : []),
  ]
  return Buffer.concat(
    numbers.flatMap((number) => {
      if (random.chance(0.1)) return []
      const times = random.chance(0.02) ? 500 : 1
      return Array.from({ length: times }, () => field(number, random, ids))
    }),
  )
}

function field(number: number, random: Random, ids: readonly string[]): Buffer {
  const tag = (wire: number) => varint(number * 8 + wire)
  return random.of<() => Buffer>([
    () => bytesField(tag(2), Buffer.from(random.of(ids))),
    () => bytesField(tag(2), Buffer.from(random.uuid())),
    () => bytesField(tag(2), Buffer.from(random.of(NASTY_TEXTS))),
    () => bytesField(tag(2), Buffer.from(random.of(['cn', 'WORKING_DAYS', 'CALENDAR_DAYS', 'WALL_SECONDS', 'HOURS']))),
    () => bytesField(tag(2), Buffer.from([0xff, 0xfe, 0xc3, 0x28])),
    () => bytesField(tag(2), random.bytes(random.below(60))),
    () => bytesField(tag(2), Buffer.alloc(random.of([1_000, 100_000]), 'x')),
    () => Buffer.concat([tag(2), varint(random.of([100, 2 ** 31, 2 ** 40])), Buffer.from('short')]),
    () => Buffer.concat([tag(0), varint(random.of([0, 1, 5, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1]))]),
    () => Buffer.concat([tag(0), Buffer.alloc(11, 0xff)]),
    () => Buffer.concat([tag(1), random.bytes(8)]),
    () => Buffer.concat([tag(5), random.bytes(4)]),
    () => Buffer.concat([tag(random.of([3, 4, 6, 7])), random.bytes(4)]),
  ])()
}

const bytesField = (tag: Buffer, content: Buffer): Buffer => Buffer.concat([tag, varint(content.length), content])

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt(value)
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Buffer.from(bytes)
}
