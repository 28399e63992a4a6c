import type { DescService } from '@bufbuild/protobuf'
import type { FastifyInstance } from 'fastify'
import type { BaseConfig } from '../config/base-config.ts'
import type { ProblemTable } from '../errors/service-error.ts'

/** What a service says about itself. */
export interface Service<Config extends BaseConfig = BaseConfig> {
  readonly name: string
  readonly config: Config
  /** The codes of the service's own error class. */
  readonly problems?: ProblemTable
  /** The gRPC services that its adapters answer. */
  readonly grpc?: readonly DescService[]
  /** Plugins of Fastify, such as multipart. */
  readonly http?: (fastify: FastifyInstance) => unknown
  /** Requests that are never told to come back later, however many there are: they wait. What bounds them is the service's own. */
  readonly neverRefused?: (method: string, path: string) => boolean
  /** How long the events that it consumes may gather, in ms: a service for whose effects nobody waits works in fewer, larger batches. */
  readonly gatherMs?: number
  /** false: no database, no outbox, no Kafka. */
  readonly stores?: boolean
}

/** Injection tokens of what has no class. */
export const SERVICE = Symbol('Service')
export const CONFIG = Symbol('Config')
export const KAFKA = Symbol('Kafka')
