import { ResponderBuilder, ServerInterceptingCall, type ServerInterceptor, ServerListenerBuilder, status } from '@grpc/grpc-js'
import type { RequestsInFlight } from '../http/requests-in-flight.ts'
import { record } from '../telemetry/telemetry.ts'

/** gRPC calls count among the requests in flight; beyond the limit RESOURCE_EXHAUSTED; each is measured. Health and reflection are exempt. */
export function boundGrpc(requests: RequestsInFlight): ServerInterceptor {
  return (method, call) => {
    if (method.path.startsWith('/grpc.')) return new ServerInterceptingCall(call)
    const began = performance.now()
    const answered = (code: status) => {
      const seconds = (performance.now() - began) / 1_000
      record('rpcDuration', seconds, { 'rpc.method': method.path.slice(1), 'rpc.response.status_code': status[code] })
    }
    const leave = requests.enter()
    if (!leave) {
      answered(status.RESOURCE_EXHAUSTED)
      return refusing(call)
    }
    const responder = new ResponderBuilder()
      .withStart((next) => next(new ServerListenerBuilder().withOnCancel(leave).build()))
      .withSendStatus((sent, next) => {
        leave()
        answered(sent.code ?? status.OK)
        next(sent)
      })
      .build()
    return new ServerInterceptingCall(call, responder)
  }
}

type Call = Parameters<ServerInterceptor>[1]

function refusing(call: Call): ServerInterceptingCall {
  const responder = new ResponderBuilder()
    .withStart(() => {
      call.sendStatus({ code: status.RESOURCE_EXHAUSTED, details: 'This service is serving as many requests as it can. Try again.' })
    })
    .build()
  return new ServerInterceptingCall(call, responder)
}
