/**
 * What is known of time is known by partition. `part` numbers those of both topics that sla follows: of dispatch.case.v1 as they are, of
 * voting.decision.v1 from here on.
 */
export const FIRST_PART_OF_DECISIONS = 16

export const partOfCases = (partition: number): number => partition
export const partOfDecisions = (partition: number): number => FIRST_PART_OF_DECISIONS + partition
