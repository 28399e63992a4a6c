// Fetches Kafka and makes its class archive in this user's cache, so that the first start does not have to.
import { kafkaDistribution } from '@yiwang/testing'

await kafkaDistribution((line) => console.error(`setup: ${line}`))
