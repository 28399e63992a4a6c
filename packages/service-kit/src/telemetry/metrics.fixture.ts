import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { telemetry } from './telemetry.ts'

/** What this process answers to Prometheus. */
export async function metricsText(): Promise<string> {
  const server = createServer((request, response) => telemetry()!.serveMetrics(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text()
  server.close()
  return text
}
