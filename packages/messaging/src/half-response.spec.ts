import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { eventually } from '@yiwang/testing'
// What is cured is cured by whoever imports the client.
import './client.ts'

const Connection = createRequire(import.meta.url)('kafkajs/src/network/connection.js')

/** A response of the broker: its size, the number of the request, what it says. */
function response(correlationId: number, says: string): Buffer {
  const head = Buffer.alloc(8)
  head.writeInt32BE(4 + Buffer.byteLength(says), 0)
  head.writeInt32BE(correlationId, 4)
  return Buffer.concat([head, Buffer.from(says)])
}

describe('a connection to the broker that is cut in the midst of a response', () => {
  const server = createServer()
  const sockets: Socket[] = []
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('begins anew with the next: half a response is no head of another one, which was read beyond its end and ended the process', async () => {
    const quiet = { namespace: () => quiet, debug() {}, info() {}, warn() {}, error() {} }
    const { port } = server.address() as AddressInfo
    const connection = new Connection({
      ...{ host: '127.0.0.1', port, logger: quiet, requestTimeout: 5_000, connectionTimeout: 5_000 },
      socketFactory: (await import('kafkajs/src/network/socketFactory.js' as string)).default(),
    })
    const heard: { correlationId: number; payload: Buffer }[] = []
    connection.requestQueue.fulfillRequest = (one: (typeof heard)[number]) => heard.push(one)

    const connected = async (): Promise<Socket> => {
      const [[socket]] = await Promise.all([once(server, 'connection'), connection.connect()])
      sockets.push(socket)
      return socket
    }
    const first = await connected()
    first.end(response(1, 'what was said before the cut').subarray(0, 14))
    await eventually(() => expect(connection.isConnected()).toBe(false))
    const second = await connected()
    second.write(response(2, 'said anew'))
    await eventually(() =>
      expect(heard.map(({ correlationId, payload }) => [correlationId, payload.toString()])).toEqual([[2, 'said anew']]),
    )
    await connection.disconnect()
  })
})
