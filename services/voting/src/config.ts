import { baseConfig, grpcAddress, personalDataKey, signingKey } from '@yiwang/service-kit/start'
import { z } from 'zod'

export const votingConfig = baseConfig.extend({
  DIRECTORY_GRPC: grpcAddress('directory'),
  SLA_GRPC: grpcAddress('sla'),
  PERSONAL_DATA_KEY: personalDataKey,
  SIGNING_KEY: signingKey,
  SIGNER_NAME: z
    .string()
    .regex(/^[^\s+]{1,200}$/)
    .optional()
    .describe(
      'in whose name checkpoints and receipts are signed, without spaces and plus signs; district-<code>/voting where nothing is said',
    ),
  RULE_SETS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe("a folder of the district's own rule sets, <code>.json each, besides those that are shipped"),
})
export type VotingConfig = z.output<typeof votingConfig>
