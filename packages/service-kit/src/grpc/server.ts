import type { DescService } from '@bufbuild/protobuf'
import type { Server } from '@grpc/grpc-js'
import type { PackageDefinition } from '@grpc/proto-loader'
import { ReflectionService } from '@grpc/reflection'
import { type GrpcOptions, Transport } from '@nestjs/microservices'
import type { HealthImplementation } from 'grpc-health-check'
import type { Lifecycle } from '../bootstrap/lifecycle.ts'
import type { HealthRegistry } from '../health/health-registry.ts'
import type { RequestsInFlight } from '../http/requests-in-flight.ts'
import { fileDescriptors, serviceDefinition } from './definition.ts'
import { healthDescriptors } from './health-descriptor.ts'
import { boundGrpc } from './requests-in-flight.interceptor.ts'

export interface GrpcServing {
  readonly services: readonly DescService[]
  readonly address: string
  readonly requests: RequestsInFlight
  readonly lifecycle: Lifecycle
}

/** A stop waits for calls this long; then those that never end, such as a watch of health, are cut off. */
const LAST_CALLS_MS = 5_000

export const HEALTH_EVERY_MS = 1_000

/** The gRPC side of a service for Nest: its services, health and reflection. */
export function grpcOptions({ services, address, requests, lifecycle }: GrpcServing, health: HealthImplementation): GrpcOptions {
  const definitions = Object.fromEntries(services.map((service) => [service.typeName, serviceDefinition(service)]))
  return {
    transport: Transport.GRPC,
    options: {
      url: address,
      package: [...new Set(services.map((service) => service.file.proto.package))],
      packageDefinition: definitions as unknown as PackageDefinition,
      gracefulShutdown: true,
      maxReceiveMessageLength: 4 * 1024 * 1024,
      channelOptions: { interceptors: [boundGrpc(requests)] } as NonNullable<GrpcOptions['options']['channelOptions']>,
      onLoadPackageDefinition: (_: unknown, server: Pick<Server, 'addService'>) => {
        health.addToServer(server as Server)
        reflection(services).addToServer(server)
        lifecycle.whenStopping(() => setTimeout(() => (server as Server).forceShutdown(), LAST_CALLS_MS).unref())
      },
    },
  }
}

/** Reflection reads its answers from the descriptors and lists only the services that are served, health among them. */
function reflection(services: readonly DescService[]): ReflectionService {
  const files = [...fileDescriptors(services), ...healthDescriptors()]
  const descriptors = { files: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos: files } }
  return new ReflectionService(descriptors as unknown as PackageDefinition, {
    services: [...services.map((service) => service.typeName), 'grpc.health.v1.Health'],
  })
}

/** gRPC health says what /health/ready says; who watches it is told of changes only. Returns how to stop. */
export function keepGrpcHealth(health: HealthImplementation, registry: HealthRegistry, services: readonly DescService[]): () => void {
  let told: string | undefined
  const update = async () => {
    const status = (await registry.readiness()).status === 'ready' ? 'SERVING' : 'NOT_SERVING'
    if (status === told) return
    told = status
    for (const name of ['', ...services.map((service) => service.typeName)]) health.setStatus(name, status)
  }
  void update()
  const timer = setInterval(() => void update(), HEALTH_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
