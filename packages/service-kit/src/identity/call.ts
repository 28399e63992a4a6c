import type { Metadata } from '@grpc/grpc-js'
import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import type { Actor } from './actor.ts'

const actors = new WeakMap<object, Actor>()
const paths = new WeakMap<object, string>()

/** What belongs to one call: the HTTP request, or the metadata of a gRPC call. */
function callOf(context: ExecutionContext): object {
  return context.getType() === 'rpc' ? context.switchToRpc().getContext<Metadata>() : context.switchToHttp().getRequest<FastifyRequest>()
}

export function authorizationOf(context: ExecutionContext): string | undefined {
  if (context.getType() !== 'rpc') return context.switchToHttp().getRequest<FastifyRequest>().headers.authorization
  const [value] = context.switchToRpc().getContext<Metadata>().get('authorization')
  return value?.toString()
}

export function rememberActor(context: ExecutionContext, actor: Actor): void {
  actors.set(callOf(context), actor)
  if (context.getType() !== 'rpc') paths.set(actor, context.switchToHttp().getRequest<FastifyRequest>().url.split('?')[0] as string)
}

/** The path that this actor of one HTTP request asked for. */
export const pathAskedBy = (actor: object): string | undefined => paths.get(actor)

/** Who calls, as a parameter of a controller's or gRPC adapter's method: `@CurrentActor() actor: Actor`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor | undefined => actors.get(callOf(context)))

export const PUBLIC = 'yiwang:public'
/**
 * No token is asked for; who sends one is known: `@CurrentActor() actor: Actor | undefined`. The second mark is for the OpenAPI document:
 * {} is "no security".
 */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), SetMetadata('swagger/apiSecurity', [{}, { bearer: [] }]))

export const CALLABLE_BY = 'yiwang:callable-by'
/** Stands for every staff member in `@CallableBy`. */
export const ANY_STAFF = Symbol('any staff')
export type Caller = string | typeof ANY_STAFF
/** Who may call a gRPC method: services by their names, or any staff. A method that names nobody is refused to all. */
export const CallableBy = (...callers: Caller[]) => SetMetadata(CALLABLE_BY, callers)
