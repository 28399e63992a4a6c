import { openDatabase } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import pg from 'pg'
import { SWEEPS_AT_ONCE, Sweep } from '../../services/sla/src/adapters/db/sweep.ts'
import { publish } from './bus.ts'

/**
 * The statement of the sweep until nothing is due, as many clocks and as many at once as the product takes, and beside it select 500, sendBatch,
 * delete: nobody waits for anything.
 */
export async function sweepFloor(url: string, brokers: string, topicPrefix: string): Promise<void> {
  const database = openDatabase({ url, applicationName: 'floor', max: SWEEPS_AT_ONCE })
  const reader = new pg.Client(url)
  await reader.connect()
  const kafka = new Kafka({ clientId: 'floor', brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const sweep = new Sweep(database, new Outbox({ source: '/districts/500105/sla', topicPrefix }), 'sla')
  let swept = false
  const worker = async () => {
    while ((await sweep.fire(new Date())).rungs > 0);
  }
  const sweeping = Promise.all(Array.from({ length: SWEEPS_AT_ONCE }, worker)).then(() => {
    swept = true
  })
  await publish(producer, reader, () => swept)
  await sweeping
  await Promise.all([producer.disconnect(), reader.end(), database.close()])
}
