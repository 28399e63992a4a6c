import type { Writable } from 'node:stream'
import { Observable } from 'rxjs'

/**
 * What `produce` sends, at the pace at which the caller reads: an Observable alone would take everything at once and keep it in memory.
 * When the caller leaves, `send` throws, so that whatever `produce` holds is let go.
 */
export function paced<Message>(call: Writable, produce: (send: (message: Message) => Promise<void>) => Promise<void>): Observable<Message> {
  return new Observable((subscriber) => {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>()
    const send = async (message: Message) => {
      subscriber.next(message)
      if (call.writableNeedDrain) await Promise.race([drained(call), left])
      if (subscriber.closed) throw new Error('the caller has left')
    }
    produce(send).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    )
    return leave
  })
}

const drained = (call: Writable) => new Promise<void>((resolve) => void call.once('drain', () => resolve()))
