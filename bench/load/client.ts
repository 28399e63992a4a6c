import { type Dispatcher, Pool } from 'undici'
import type { LoadAnswer, LoadRequest } from './scenario.ts'

export interface Answer extends LoadAnswer {
  readonly retryAfter: boolean
}

/** Sends over kept-alive connections, with as little work a request as can be: the generator shares the machine with what it measures. */
export class Client {
  private readonly pools = new Map<string, Pool>()

  constructor(private readonly connections: number) {}

  send({ origin, method, path, token, body, headers }: LoadRequest): Promise<Answer> {
    let pool = this.pools.get(origin)
    if (!pool) this.pools.set(origin, (pool = new Pool(origin, { connections: this.connections, pipelining: 1, headersTimeout: 30_000 })))
    const options: Dispatcher.DispatchOptions = {
      method,
      path,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    return new Promise((answered, failed) => void pool.dispatch(options, collect(answered, failed)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()))
  }
}

function collect(answered: (answer: Answer) => void, failed: (error: Error) => void): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = []
  let status = 0
  let retryAfter = false
  return {
    onRequestStart: () => {},
    onResponseStart: (_, statusCode, headers) => {
      status = statusCode
      retryAfter = headers['retry-after'] !== undefined
    },
    onResponseData: (_, chunk) => {
      chunks.push(chunk)
    },
    onResponseEnd: () => {
      const text = Buffer.concat(chunks).toString()
      answered({ status, retryAfter, body: text ? JSON.parse(text) : undefined })
    },
    onResponseError: (_, error) => failed(error),
  }
}
