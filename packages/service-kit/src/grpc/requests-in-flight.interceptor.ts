import { ResponderBuilder, ServerInterceptingCall, type ServerInterceptor, ServerListenerBuilder, status } from '@grpc/grpc-js'
import type { RequestsInFlight } from '../http/requests-in-flight.ts'
import { record } from '../telemetry/telemetry.ts'
import { UNREADABLE } from './definition.ts'

/** gRPC calls count among the requests in flight; beyond the limit RESOURCE_EXHAUSTED; each is measured. Health and reflection are exempt. */
export function boundGrpc(requests: RequestsInFlight): ServerInterceptor {
  return (method, call) => {
    if (method.path.startsWith('/grpc.')) return new ServerInterceptingCall(call)
    const began = performance.now()
    let leave = () => {}
    const answered = (code: status) => {
      const seconds = (performance.now() - began) / 1_000
      record('rpcDuration', seconds, { 'rpc.method': method.path.slice(1), 'rpc.response.status_code': status[code] })
    }
    const refuse = (code: status, details: string) => {
      answered(code)
      call.sendStatus({ code, details })
    }
    const listener = new ServerListenerBuilder()
      // Not before: a call that was taken back by then is never told to leave.
      .withOnReceiveMetadata((metadata, next) => {
        const entered = requests.enter()
        if (!entered) return refuse(status.RESOURCE_EXHAUSTED, 'This service is serving as many requests as it can. Try again.')
        leave = entered
        next(metadata)
      })
      .withOnReceiveMessage((message, next) => {
        if (message === UNREADABLE) refuse(status.INVALID_ARGUMENT, 'The message cannot be read as one of this method.')
        else next(message)
      })
      .withOnCancel(() => leave())
      .build()
    const responder = new ResponderBuilder()
      .withStart((next) => next(listener))
      .withSendStatus((sent, next) => {
        leave()
        answered(sent.code ?? status.OK)
        next(sent)
      })
      .build()
    return new ServerInterceptingCall(call, responder)
  }
}
