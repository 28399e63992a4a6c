import type { DescMethod } from '@bufbuild/protobuf'
import { GrpcMethod } from '@nestjs/microservices'

/** The method of a gRPC adapter that answers this question: `@Answers(slaGrpc.SlaService.method.quote)`. */
export const Answers = (method: DescMethod): MethodDecorator => GrpcMethod(method.parent.name, method.name)
