import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Find, Scanner } from './scanner.ts'

/** An OTLP collector on loopback that looks through what services export: in protobuf a string is the string itself. */
export interface Collector {
  readonly url: string
  readonly found: readonly Find[]
  /** How many exports of spans came. */
  exports(): number
  stop(): Promise<void>
}

export async function startCollector(scanner: Scanner): Promise<Collector> {
  const found: Find[] = []
  let exports = 0
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    found.push(...scanner.scan(`what was exported to ${request.url}`, Buffer.concat(parts)))
    if (request.url === '/v1/traces') exports++
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    ...{ found, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    exports: () => exports,
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
