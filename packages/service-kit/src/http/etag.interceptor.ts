import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { map, type Observable } from 'rxjs'
import { etag } from './headers.ts'

interface Versioned {
  readonly version: number
}

/** The version of what people changed, as the entity tag of the answer. */
export class EtagInterceptor implements NestInterceptor<Versioned> {
  intercept(context: ExecutionContext, next: CallHandler<Versioned>): Observable<Versioned> {
    const reply = context.switchToHttp().getResponse<FastifyReply>()
    return next.handle().pipe(
      map((view) => {
        void reply.header('etag', etag(view.version))
        return view
      }),
    )
  }
}
