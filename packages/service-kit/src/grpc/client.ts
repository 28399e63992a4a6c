import { create, type DescMethod, type DescService, type Message, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf'
import { type CallOptions, Client, credentials, Metadata } from '@grpc/grpc-js'
import type { ServiceToken } from '../identity/service-token.ts'
import { serviceDefinition } from './definition.ts'

export interface CallLimits {
  /** Milliseconds until the call is given up. */
  readonly timeoutMs?: number
}

type Unary<Method extends DescMethod> = (
  request: MessageInitShape<Method['input']>,
  limits?: CallLimits,
) => Promise<MessageShape<Method['output']>>
type ServerStream<Method extends DescMethod> = (
  request: MessageInitShape<Method['input']>,
  limits?: CallLimits,
) => AsyncIterable<MessageShape<Method['output']>>

/** A method for each unary and server-streaming method of the service. */
export type GrpcClient<Service extends DescService> = {
  [Name in keyof Service['method']]: Service['method'][Name]['methodKind'] extends 'server_streaming'
    ? ServerStream<Service['method'][Name]>
    : Unary<Service['method'][Name]>
} & { close(): void }

const TIMEOUT_MS = 5_000
/** What could not be sent is sent again; a call that may have been carried out is not. */
const RETRY = JSON.stringify({
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.1s',
        maxBackoff: '1s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
})

/** Asks another service, with this service's own token. */
export function grpcClient<Service extends DescService>(
  service: Service,
  address: string,
  token: Pick<ServiceToken, 'get'>,
): GrpcClient<Service> {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.service_config': RETRY })
  const definition = serviceDefinition(service)
  const methods = service.methods.map((method) => [method.localName, caller(client, method, definition[method.name]!, token)])
  return { ...Object.fromEntries(methods), close: () => client.close() } as GrpcClient<Service>
}

type Definition = ReturnType<typeof serviceDefinition>[string]

function caller(client: Client, method: DescMethod, definition: Definition, token: Pick<ServiceToken, 'get'>) {
  const { path, requestSerialize: write, responseDeserialize: read } = definition
  const options = ({ timeoutMs = TIMEOUT_MS }: CallLimits = {}): CallOptions => ({ deadline: deadlineIn(timeoutMs) })
  if (method.methodKind === 'server_streaming') {
    return async function* (request: MessageInitShape<DescMessage>, limits?: CallLimits) {
      const stream = client.makeServerStreamRequest(
        path,
        write,
        read,
        create(method.input, request),
        await metadata(token),
        options(limits),
      )
      stream.on('error', () => {})
      try {
        yield* stream
      } finally {
        // Who stops reading says so: else the other side waits, with whatever it holds, until the call is given up.
        stream.cancel()
      }
    }
  }
  return async (request: MessageInitShape<DescMessage>, limits?: CallLimits): Promise<Message> => {
    const sent = await metadata(token)
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, write, read, create(method.input, request), sent, options(limits), (error, answer) =>
        error ? reject(error) : resolve(answer as Message),
      )
    })
  }
}

type DescMessage = DescMethod['input']

/** gRPC deadlines are real instants, whatever the demo clock shows. */
const deadlineIn = (ms: number): number => performance.timeOrigin + performance.now() + ms

async function metadata(token: Pick<ServiceToken, 'get'>): Promise<Metadata> {
  const sent = new Metadata()
  sent.set('authorization', `Bearer ${await token.get()}`)
  return sent
}
