import { baseConfig, grpcAddress, personalDataKey, signingKey } from '@yiwang/service-kit/start'
import { z } from 'zod'

export const votingConfig = baseConfig.extend({
  DIRECTORY_GRPC: grpcAddress('directory'),
  SLA_GRPC: grpcAddress('sla'),
  INTAKE_GRPC: grpcAddress('intake'),
  PERSONAL_DATA_KEY: personalDataKey,
  SIGNING_KEY: signingKey,
  SIGNER_NAME: z
    .string()
    .regex(/^[^\s+]{1,200}$/)
    .optional()
    .describe(
      'in whose name checkpoints and receipts are signed, without spaces and plus signs; district-<code>/voting where nothing is said',
    ),
  OPINIONS_A_DAY: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('how many opinions, and how many objections to a roll, a person may give within 24 hours, a whole number from 1'),
  CALENDAR: z.string().min(1).default('cn').describe('the code of the working calendar by which stages last'),
  ACCOUNT_QUESTIONS_A_DAY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(10)
    .describe('how many questions to accounts a person may ask within 24 hours'),
  PUBLICATIONS_A_DAY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(5)
    .describe('how many decisions a resident may draft and publish within 24 hours, a whole number from 1 to 1000'),
  RULE_SETS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe("a folder of the district's own rule sets, <code>.json each, besides those that are shipped"),
})
export type VotingConfig = z.output<typeof votingConfig>
