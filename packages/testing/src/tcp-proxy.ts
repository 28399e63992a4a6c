import { connect, createServer, type Server, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** What the network does to whoever goes through it. What is not said is as on a fair day. */
export interface Weather {
  /** Each piece of data is on its way for this long, in both directions. */
  readonly delayMs?: number
  /** Half-open: connections stand, new ones too, and nothing that is sent arrives. */
  readonly swallow?: boolean
  /** New connections are reset at once. */
  readonly refuse?: boolean
}

/** A network of one's own between a client and a server on loopback. */
export interface TcpProxy {
  readonly port: number
  /** Connections that stand now. */
  readonly connections: number
  /** Holds from now on, for connections that stand as for new ones. A connection that has lost data is reset when the weather changes. */
  setWeather(weather: Weather): void
  /** Ends every connection, as if both ends had hung up. */
  cut(): void
  /** Resets every connection: both ends get ECONNRESET. */
  reset(): void
  stop(): Promise<void>
}

/**
 * As if its host were gone: the other end gets ECONNRESET. A socket that is being ended cannot be reset (libuv, `uv_tcp_close_reset`): Node would
 * keep its handle for ever, and wait for it when the process ends.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

class Link {
  hasLostData = false

  constructor(
    readonly client: Socket,
    readonly server: Socket,
    weather: () => Weather,
  ) {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.setNoDelay(true)
      from.pipe(this.passage(weather)).pipe(to)
      from.on('error', () => resetSocket(to))
      from.on('close', () => to.destroy())
    }
  }

  private passage(weather: () => Weather): Transform {
    return new Transform({
      transform: (chunk, _, pass) => {
        const { delayMs = 0, swallow = false } = weather()
        if (swallow) {
          this.hasLostData = true
          pass()
        } else if (delayMs > 0) setTimeout(() => pass(null, chunk), delayMs)
        else pass(null, chunk)
      },
    })
  }

  reset(): void {
    resetSocket(this.client)
    resetSocket(this.server)
  }
}

/** Starts a proxy before a port of loopback, which may be known only later; a server that is not there is a connection that is reset. */
export async function startTcpProxy(target: number | (() => number), port = 0): Promise<TcpProxy> {
  const links = new Set<Link>()
  let weather: Weather = {}
  const server = createServer((client) => {
    if (weather.refuse) return resetSocket(client)
    const link = new Link(client, connect(typeof target === 'number' ? target : target(), '127.0.0.1'), () => weather)
    links.add(link)
    client.on('close', () => links.delete(link))
  })
  await listening(server, port)
  const reset = (which: Iterable<Link>) => {
    for (const link of [...which]) link.reset()
  }
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return links.size
    },
    setWeather(next) {
      weather = next
      if (!next.swallow) reset([...links].filter(({ hasLostData }) => hasLostData))
    },
    cut() {
      for (const { client, server } of links) for (const socket of [client, server]) socket.destroy()
    },
    reset: () => reset(links),
    stop() {
      reset(links)
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', done)
    // Forgotten, it keeps no process alive.
    server.unref()
  })
}
