import { baseConfig, grpcAddress } from '@yiwang/service-kit/start'
import type { z } from 'zod'

export const dispatchConfig = baseConfig.extend({ INTAKE_GRPC: grpcAddress('intake') })
export type DispatchConfig = z.output<typeof dispatchConfig>
