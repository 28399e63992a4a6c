import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An OTLP collector on loopback that keeps what services export as it came: strings in protobuf are the strings themselves. */
export interface Collector {
  readonly url: string
  /** What came since the last time. */
  take(): Buffer[]
  /** How many exports of spans came in all. */
  exports(): number
  stop(): Promise<void>
}

export async function startCollector(): Promise<Collector> {
  let kept: Buffer[] = []
  let exports = 0
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    kept.push(...parts)
    if (request.url === '/v1/traces') exports++
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = kept
      kept = []
      return taken
    },
    exports: () => exports,
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
