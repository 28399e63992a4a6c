import { createServer, type Server } from 'node:http'
import { Webhook } from 'standardwebhooks'

/** A system that gets events by webhook, checks that they are ours, and keeps which came how often. */
export class Receiver {
  readonly arrivals = new Map<string, number>()
  forged = 0
  private webhook: Webhook | undefined

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer()
    const receiver = new Receiver(server)
    server.on('request', async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      receiver.take(request.headers as Record<string, string>, body)
      response.end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}/hook`
  }

  expectSignedWith(secret: string): void {
    this.webhook = new Webhook(secret)
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((closed) => this.server.close(() => closed()))
  }

  private take(headers: Record<string, string>, body: string): void {
    const id = headers['webhook-id'] ?? ''
    try {
      this.webhook?.verify(body, headers)
    } catch {
      this.forged++
    }
    this.arrivals.set(id, (this.arrivals.get(id) ?? 0) + 1)
  }
}
