import { connect } from 'node:net'
import { services } from '../../../tools/services.ts'
import type { Random } from '../random.ts'
import type { Town } from '../town.ts'

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const AT_ONCE = 8

/** Frames that break HTTP/2, each on a connection of its own, until the other end closes it or a moment has passed. */
export async function sendFrames({ platform }: Town, random: Random, inputs: number): Promise<void> {
  let left = inputs
  const one = async () => {
    while (left-- > 0) {
      const service = random.of(services)
      await sent(platform.addresses(service)[0]!.grpc, broken(random))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

function sent(address: string, bytes: Buffer): Promise<void> {
  const [host = '', port] = address.split(':')
  return new Promise((done) => {
    const socket = connect(Number(port), host)
    socket.on('error', () => {})
    socket.on('close', () => done())
    socket.resume()
    socket.write(bytes)
    setTimeout(() => socket.end(), 5).unref()
    setTimeout(() => socket.destroy(), 50).unref()
  })
}

function broken(random: Random): Buffer {
  const frame = (type: number, flags: number, stream: number, payload: Buffer, length = payload.length) =>
    Buffer.concat([Buffer.from([length >> 16, length >> 8, length, type, flags]), uint32(stream), payload])
  const settings = frame(4, 0, 0, Buffer.alloc(0))
  const some = () => frame(random.below(14), random.below(256), random.of([0, 1, 2, 2 ** 31 - 1]), random.bytes(random.below(40)))
  return random.of<() => Buffer>([
    () => random.bytes(random.below(200) + 1),
    () => Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
    () => Buffer.concat([PREFACE, random.bytes(100)]),
    () => Buffer.concat([PREFACE, settings, ...Array.from({ length: 10 }, some)]),
    () => Buffer.concat([PREFACE, settings, frame(1, 0x05, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]))]),
    () => Buffer.concat([PREFACE, settings, frame(9, 0x04, 1, Buffer.from('x'))]),
    () => Buffer.concat([PREFACE, settings, frame(0, 0x01, 1, Buffer.alloc(10), 16_777_215)]),
    () => Buffer.concat([PREFACE, settings, ...Array.from({ length: 500 }, () => frame(6, 0, 0, Buffer.alloc(8)))]),
    () => Buffer.concat([PREFACE, settings, ...Array.from({ length: 500 }, () => settings)]),
    () => Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.from([0, 4, 0xff, 0xff, 0xff, 0xff]))]),
    () => Buffer.concat([PREFACE, settings, frame(8, 0, 0, uint32(0)), frame(8, 0, 0, uint32(2 ** 31 - 1))]),
  ])()
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
