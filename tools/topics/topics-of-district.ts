import { inboundTopic, outboundTopic, type Topic, topics } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import { deadLettersOf, foreignTopic, type TopicToEnsure } from '@yiwang/messaging'
import { type ServiceName, services } from '../services.ts'

export type Databases = Readonly<Record<ServiceName, Database>>

/** These tell only how far another is published, four times a second: of no use after a restore, and told anew. */
export const ofProgress: readonly Topic[] = [topics.dispatchProgress, topics.votingProgress]
const own: readonly Topic[] = Object.values(topics).filter((topic) => !ofProgress.includes(topic))

/** Every topic that a district may have, but those of progress: ours, those of its legacy systems, and dead letters of both. */
export async function topicsOfDistrict({ intake }: Databases): Promise<TopicToEnsure[]> {
  const rows = await intake.rows<{ system: string }>(sql`select distinct system from mapping_pack`)
  const systems = rows.flatMap(({ system }) => [inboundTopic(system), outboundTopic(system)])
  const kept = [...own.map(({ name }) => name), ...systems]
  return [...own, ...systems.map((name) => foreignTopic(name)), ...kept.map(deadLettersOf)]
}

/** Who emits the events of a topic of ours; of others nobody. */
export const emitterOf = (topic: string): ServiceName | undefined =>
  own.some(({ name }) => name === topic) ? services.find((name) => topic.startsWith(`${name}.`)) : undefined
