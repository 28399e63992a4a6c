import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createListener } from 'node:net'
import { hostname } from 'node:os'
import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import type { Report } from './report.ts'
import type { Town } from './town.ts'

const TYPE = 'yiwang.dispatch.case.commented.v1'
/** Every way to write an address that outsiders must not make us call. */
const PRIVATE = [
  ...[
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://0',
    'https://localhost',
  ],
  ...[
    'https://[::1]',
    'https://[::]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[::127.0.0.1]',
    'https://a.localhost',
  ],
  ...['https://169.254.169.254/latest/meta-data', 'https://[fe80::1]', 'https://[fd00::1]', 'https://10.0.0.1', 'https://172.16.0.1'],
  ...[
    'https://192.168.0.1',
    'https://100.64.0.1',
    'https://[64:ff9b::7f00:1]',
    'https://[2002:7f00:1::]',
    'https://224.0.0.1',
    'https://１２７.0.0.1',
  ],
  ...[
    'http://example.org',
    'ftp://example.org',
    'https://user:pass@example.org',
    'gopher://127.0.0.1',
    'https://',
    'javascript:1',
    'https://[::1%25lo]',
  ],
]

export async function tryWebhooks(town: Town, report: Report): Promise<void> {
  await tryPrivateTargets(town, report)
  town.notify.privateTargets = 'allow'
  await town.platform.stopService('notify')
  await town.platform.startService('notify')
  await tryBadReceivers(town, report)
}

/** Addresses are refused when they are registered, names when they are called: by then they may mean something else. */
async function tryPrivateTargets({ platform, cases }: Town, report: Report): Promise<void> {
  const integrator = platform.person('integrator-1')
  const accepted: string[] = []
  for (const url of PRIVATE) {
    const { status } = await integrator.call('notify', 'POST', '/v1/webhooks', { url, types: [TYPE], area: '500105' })
    if (status !== 422) accepted.push(`${url} → ${status}`)
  }
  report.none('webhooks: no private target is registered', accepted)
  let calls = 0
  const listener = createListener((socket) => {
    calls++
    socket.destroy()
  })
  const port = await listening(listener)
  const names = ['localhost.', `${hostname()}`, 'ip6-localhost', 'localhost.localdomain'].map((name) => `https://${name}:${port}/`)
  const ids = await Promise.all(names.map((url) => registered(integrator, url)))
  await platform.person('leader-1').does('comment', cases.own[0]!, { text: 'x' })
  const tried = await eventually(async () => {
    const rows = await platform
      .database('notify')
      .rows<{ recipient: string }>(sql`select recipient::text from delivery where channel = 'WEBHOOK' and attempts > 0`)
    const ours = rows.filter(({ recipient }) => ids.includes(recipient))
    if (ours.length < ids.length) throw new Error('not every target was tried yet')
    return ours
  })
  listener.close()
  report.check('webhooks: no name leads to this machine', calls === 0 && tried.length > 0, `${tried.length} tried, ${calls} connections`)
  for (const id of ids) await integrator.call('notify', 'DELETE', `/v1/webhooks/${id}`)
}

/** Receivers that hang, lead elsewhere, answer 10 MB or byte by byte hold up nobody and lead nowhere. */
async function tryBadReceivers({ platform, cases }: Town, report: Report): Promise<void> {
  const integrator = platform.person('integrator-1')
  const heard = new Map<string, number>()
  const server = createServer((request, response) => {
    request.resume()
    const path = request.url ?? ''
    heard.set(path, (heard.get(path) ?? 0) + 1)
    answer(path, response)
  })
  const base = `http://127.0.0.1:${await listening(server)}`
  const ids = await Promise.all(
    ['/hang', '/redirect', '/large', '/trickle', '/reset', '/well'].map((path) => registered(integrator, base + path)),
  )
  await Promise.all(cases.own.slice(1, 9).map((id) => platform.person('leader-1').does('comment', id, { text: 'x' })))
  const began = performance.now()
  await eventually(
    () => {
      if ((heard.get('/well') ?? 0) < 8) throw new Error('the good receiver has not heard everything')
    },
    { timeout: 60_000 },
  )
  report.check(
    'webhooks: a good receiver hears everything beside bad ones',
    true,
    `8 events in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  )
  report.check('webhooks: a redirect leads nowhere', !heard.has('/elsewhere'))
  report.check(
    'webhooks: the bad receivers were called',
    ['/hang', '/large', '/trickle', '/redirect', '/reset'].every((path) => heard.has(path)),
  )
  for (const id of ids) await integrator.call('notify', 'DELETE', `/v1/webhooks/${id}`)
  server.close()
  server.closeAllConnections()
}

function answer(path: string, response: ServerResponse): void {
  if (path === '/hang') return
  if (path === '/redirect') return void response.writeHead(307, { location: '/elsewhere' }).end()
  if (path === '/large') return void response.writeHead(200).end(Buffer.alloc(10 * 1024 * 1024, 'x'))
  if (path === '/reset') return void response.socket?.destroy()
  if (path !== '/trickle') return void response.writeHead(204).end()
  response.writeHead(200)
  const trickle = setInterval(() => response.write('x'), 500)
  response.on('close', () => clearInterval(trickle))
}

async function registered(integrator: ReturnType<Town['platform']['person']>, url: string): Promise<string> {
  return (await integrator.ask<{ id: string }>('notify', 'POST', '/v1/webhooks', { url, types: [TYPE], area: '500105' })).id
}

function listening(server: Server | ReturnType<typeof createListener>): Promise<number> {
  return new Promise((settle) => server.listen(0, '127.0.0.1', () => settle((server.address() as AddressInfo).port)))
}
