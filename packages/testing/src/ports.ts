import { connect, createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Ports that are free now, all different: they are bound together before they are let go. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  return port as number
}

/** Whether nobody listens on this port of loopback. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)))
  })
}

/** Waits until something accepts connections on the port; gives up at once if `hasEnded` says that its server is gone. */
export async function portOpen(port: number, hasEnded: () => boolean, timeoutMs = 60_000): Promise<void> {
  const tries = Math.ceil(timeoutMs / 25)
  for (let n = 0; n < tries; n++) {
    if (await accepts(port)) return
    if (hasEnded()) throw new Error(`the server for port ${port} ended before it listened`)
    await pause(25)
  }
  throw new Error(`nothing listens on port ${port} after ${timeoutMs} ms`)
}

function listenAnywhere(): Promise<Server> {
  return new Promise((listening, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => listening(server))
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      answer(true)
    })
    socket.once('error', () => answer(false))
  })
}
