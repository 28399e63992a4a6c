import type { CanActivate, ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { RequestError } from '../errors/request-problems.ts'
import type { Actor } from './actor.ts'
import type { ActorResolver } from './actor-resolver.ts'
import { ANY_STAFF, authorizationOf, CALLABLE_BY, type Caller, PUBLIC, rememberActor } from './call.ts'

/** Every HTTP and gRPC call has a valid token, what is public none or a valid one; a gRPC method says who may call it. */
export class IdentityGuard implements CanActivate {
  private readonly reflector = new Reflector()

  constructor(private readonly actors: ActorResolver) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const authorization = authorizationOf(context)
    if (authorization === undefined && this.isPublic(context)) return true
    const actor = await this.actors.resolve(authorization)
    if (context.getType() === 'rpc') this.requireCallable(context, actor)
    rememberActor(context, actor)
    return true
  }

  private isPublic(context: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]) ?? false
  }

  private requireCallable(context: ExecutionContext, actor: Actor): void {
    const callers = this.reflector.getAllAndOverride<Caller[]>(CALLABLE_BY, [context.getHandler(), context.getClass()]) ?? []
    if (actor.kind === 'SYSTEM' && callers.includes(actor.person)) return
    if (actor.kind === 'STAFF' && callers.includes(ANY_STAFF)) return
    throw new RequestError('forbidden', 'This caller is not on the list of those that may call this method.')
  }
}
