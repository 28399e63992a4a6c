import { type DescFile, type DescMessage, type DescMethod, type DescService, fromBinary, type Message, toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js'

const bytesOf = (schema: DescMessage) => (message: Message) => Buffer.from(toBinary(schema, message))
const messageFrom = (schema: DescMessage) => (bytes: Buffer) => fromBinary(schema, bytes)

/** Stands for a request that is no message of its method: were it thrown, the library would answer that the server is at fault. */
export const UNREADABLE = Symbol('unreadable')

const requestFrom = (schema: DescMessage) => (bytes: Buffer) => {
  try {
    return fromBinary(schema, bytes)
  } catch {
    return UNREADABLE as unknown as Message
  }
}

function methodDefinition(method: DescMethod): MethodDefinition<Message, Message> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: bytesOf(method.input),
    requestDeserialize: requestFrom(method.input),
    responseSerialize: bytesOf(method.output),
    responseDeserialize: messageFrom(method.output),
  }
}

/** A service as @grpc/grpc-js wants it, from the code that protobuf-es generates. */
export const serviceDefinition = (service: DescService): ServiceDefinition =>
  Object.fromEntries(service.methods.map((method) => [method.name, methodDefinition(method)]))

/** Every file of the services with what it imports: what reflection answers from. */
export function fileDescriptors(services: readonly DescService[]): Buffer[] {
  const files = new Map<string, DescFile>()
  const add = (file: DescFile): void => {
    if (files.has(file.name)) return
    files.set(file.name, file)
    file.dependencies.forEach(add)
  }
  for (const service of services) add(service.file)
  return [...files.values()].map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)))
}
