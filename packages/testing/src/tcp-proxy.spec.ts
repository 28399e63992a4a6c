import { connect, createServer, type Server, type Socket } from 'node:net'
import { eventually } from './eventually.ts'
import { resetSocket, startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

let echo: Server
let proxy: TcpProxy

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  await new Promise<void>((listening) => echo.listen(0, '127.0.0.1', listening))
  proxy = await startTcpProxy((echo.address() as { port: number }).port)
})
afterEach(async () => {
  await proxy.stop()
  await new Promise((closed) => echo.close(closed))
})

interface Caller {
  readonly socket: Socket
  heard: string
  ended?: string
}

function call(): Caller {
  const socket = connect(proxy.port, '127.0.0.1')
  const caller: Caller = { socket, heard: '' }
  socket.on('data', (chunk) => (caller.heard += chunk))
  socket.on('error', (error: NodeJS.ErrnoException) => (caller.ended = error.code ?? error.message))
  socket.on('close', () => (caller.ended ??= 'closed'))
  return caller
}

/** A caller whose connection is known to stand from end to end. */
async function connected(): Promise<Caller> {
  const caller = call()
  caller.socket.write('hello ')
  await eventually(() => expect(caller.heard).toBe('hello '))
  return caller
}

describe('a TCP proxy', () => {
  it('passes on what is said, in order, both ways', async () => {
    const caller = await connected()
    const words = Array.from({ length: 500 }, (_, n) => `${n} `)
    for (const word of words) caller.socket.write(word)
    await eventually(() => expect(caller.heard).toBe(`hello ${words.join('')}`))
  })

  it('holds everything up for the delay, and keeps the order when the delay ends', async () => {
    const caller = await connected()
    proxy.setWeather({ delayMs: 60 })
    const began = performance.now()
    caller.socket.write('slow ')
    await eventually(() => expect(caller.heard).toBe('hello slow '))
    expect(performance.now() - began).toBeGreaterThan(100)
    caller.socket.write('one ')
    proxy.setWeather({})
    caller.socket.write('two ')
    await eventually(() => expect(caller.heard).toBe('hello slow one two '))
  })

  it('cuts connections, and takes new ones afterwards', async () => {
    const caller = await connected()
    proxy.cut()
    await eventually(() => expect(caller.ended).toBe('closed'))
    expect(proxy.connections).toBe(0)
    await connected()
  })

  it('resets connections', async () => {
    const caller = await connected()
    proxy.reset()
    await eventually(() => expect(caller.ended).toBe('ECONNRESET'))
  })

  it('leaves nothing behind of a connection that is reset at the moment at which it ends', async () => {
    const { socket } = await connected()
    let fault: Error | undefined
    socket.on('error', (error) => (fault = error))
    socket.end()
    resetSocket(socket)
    await eventually(() => expect(proxy.connections).toBe(0))
    expect(fault).toBeUndefined()
  })

  it('refuses new connections while it is told to', async () => {
    proxy.setWeather({ refuse: true })
    const caller = call()
    await eventually(() => expect(caller.ended).toBe('ECONNRESET'))
    proxy.setWeather({})
    await connected()
  })

  it('half-open: takes connections and swallows what is sent; who lost data is reset when it ends', async () => {
    const before = await connected()
    const silent = await connected()
    proxy.setWeather({ swallow: true })
    const during = call()
    for (const { socket } of [before, during]) socket.write('lost ')
    await eventually(() => expect(during.socket.readyState).toBe('open'))
    await eventually(() => expect(proxy.connections).toBe(3))
    proxy.setWeather({})
    await eventually(() => expect(before.ended).toBeDefined())
    expect(before.heard).toBe('hello ')
    silent.socket.write('still here')
    await eventually(() => expect(silent.heard).toBe('hello still here'))
  })

  it('is a reset connection where the server is away, and comes back with it', async () => {
    const { port } = echo.address() as { port: number }
    await new Promise((closed) => echo.close(closed))
    const caller = call()
    await eventually(() => expect(caller.ended).toBeDefined())
    await new Promise<void>((listening) => echo.listen(port, '127.0.0.1', listening))
    await connected()
  })
})
