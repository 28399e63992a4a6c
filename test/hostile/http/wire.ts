import { connect, type Socket } from 'node:net'

export interface WireAnswer {
  readonly status: number
  /** Head and body as they came. */
  readonly bytes: Buffer
  readonly bodyAt: number
}

interface Waiting {
  readonly isHead: boolean
  readonly settle: (answer: WireAnswer | undefined) => void
}

/**
 * One connection that sends bytes as they are and reads answers in their order: several requests may be under way. Ten times cheaper than an
 * HTTP client, and it sends what no client would. An answer is undefined where the other end closed the connection instead.
 */
export class Wire {
  private socket: Socket | undefined
  private waiting: Waiting[] = []
  private pending: Buffer = Buffer.alloc(0)

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  send(bytes: Buffer | string, isHead = false): Promise<WireAnswer | undefined> {
    const socket = (this.socket ??= this.open())
    return new Promise((settle) => {
      this.waiting.push({ isHead, settle })
      socket.write(bytes)
    })
  }

  /** Says that nothing more comes. */
  endOfInput(): void {
    this.socket?.end()
  }

  close(): void {
    this.socket?.destroy()
  }

  private open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true })
    socket.on('data', (chunk) => this.read(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.socket !== socket) return
      this.socket = undefined
      this.pending = Buffer.alloc(0)
      for (const { settle } of this.waiting.splice(0)) settle(undefined)
    })
    return socket
  }

  private read(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk])
    for (;;) {
      const length = answerLength(this.pending, this.waiting[0]?.isHead ?? false)
      if (length === undefined || this.pending.length < length.end) return
      const bytes = this.pending.subarray(0, length.end)
      this.pending = this.pending.subarray(length.end)
      if (length.status >= 200) this.waiting.shift()?.settle({ status: length.status, bytes, bodyAt: length.bodyAt })
    }
  }
}

/** Where the first answer in these bytes ends; undefined while its head is not whole. */
function answerLength(bytes: Buffer, isHead: boolean): { status: number; bodyAt: number; end: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase()
  const status = Number(head.slice(9, 12))
  const bodyAt = headEnd + 4
  if (isHead || status < 200 || status === 204 || status === 304) return { status, bodyAt, end: bodyAt }
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1]
  if (length !== undefined) return { status, bodyAt, end: bodyAt + Number(length) }
  const last = bytes.indexOf('0\r\n\r\n', bodyAt)
  return { status, bodyAt, end: last < 0 ? Number.POSITIVE_INFINITY : last + 5 }
}
