import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { services } from '../../../tools/services.ts'
import type { Report } from '../report.ts'
import type { Town } from '../town.ts'

/** More than a service has places for requests. */
const CONNECTIONS = 300
/** Heads are given up after 15 s, whole requests after 60 s, looked after every 5 s. */
const GIVEN_UP_AFTER_MS = 70_000

export interface Slow {
  /** Waits until the services have given up, and says whether they did, and whether they went on serving meanwhile. */
  end(report: Report): Promise<void>
}

/** Connections that send a head or a body byte by byte and never finish, at every service, while other things go on. */
export async function startSlow({ platform }: Town, report: Report): Promise<Slow> {
  const began = performance.now()
  const answers = new Map<string, number>()
  const sockets = services.flatMap((name) => {
    const { hostname, port } = new URL(platform.http[name])
    return Array.from({ length: CONNECTIONS / 2 }, (_, k) => dribbling(hostname, Number(port), k % 2 === 0, answers))
  })
  report.count('HTTP', sockets.length)
  const dribble = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x')
  }, 1_000)
  const person = platform.person('dispatcher-1')
  const served = await Promise.all(
    Array.from({ length: 20 }, () => person.call('dispatch', 'GET', '/v1/cases?pageSize=1').then(({ status }) => status)),
  )
  report.check(
    `a service with ${CONNECTIONS / 2} slow requests still serves`,
    served.every((status) => status === 200),
  )
  return {
    async end(report) {
      const left = GIVEN_UP_AFTER_MS - (performance.now() - began)
      if (left > 0) await pause(left)
      clearInterval(dribble)
      const open = sockets.filter((socket) => !socket.closed).length
      report.check(
        'slow requests are given up',
        open === 0,
        `${open} open, answered: ${[...answers].map((pair) => pair.join(' × ')).join(', ')}`,
      )
      for (const socket of sockets) socket.destroy()
    },
  }
}

function dribbling(host: string, port: number, inHead: boolean, answers: Map<string, number>): Socket {
  const socket = connect(port, host)
  const head = 'POST /v1/matters HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n'
  socket.write(inHead ? `${head}x-slow: ` : `${head}\r\n{"text":"`)
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    const status = chunk.toString('latin1', 9, 12)
    answers.set(status, (answers.get(status) ?? 0) + 1)
  })
  return socket
}
