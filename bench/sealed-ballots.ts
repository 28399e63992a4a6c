// Casts the ballots of a half of a roll, sealed and vouched for as the service does it: a process of its own for each core.
import { openDatabase } from '@yiwang/database'
import { leafHash } from '@yiwang/ledger'
import { seal, sealedLength, signReceipt } from '@yiwang/ledger/decision'
import { DEMO_SIGNING_KEY } from '@yiwang/service-kit/start'
import { DecisionsRepository } from '../services/voting/src/adapters/db/decisions.repository.ts'
import { ballotLine, sealedText } from '../services/voting/src/domain/lines.ts'
import { originOf, signerFrom } from '../services/voting/src/signing.ts'
import { choiceOf } from './voters.ts'

const AT_ONCE = 5_000

export interface SealedBallotsTask {
  readonly url: string
  readonly decision: string
  /** The pseudonyms of this half: after the first, up to the second. */
  readonly after: string
  readonly upTo: string
  /** When they arrive. */
  readonly at: string
}

const VOTERS = `select encode(head, 'hex') as head, person from roll_voter
  where decision = $1 and head > decode($2, 'hex') and head <= decode($3, 'hex') order by head limit ${AT_ONCE}`
const CAST = `insert into ballot (decision, head, serial, slot, way, sealed, leaf, receipt, by_person, at)
  select $1, head, 1, 'ELECTRONIC', 'ELECTRONIC', sealed, leaf, receipt, person, $2
  from unnest($3::bytea[], $4::bytea[], $5::bytea[], $6::text[], $7::uuid[]) as b (head, sealed, leaf, receipt, person)`

process.once('message', async ({ url, decision, after, upTo, at }: SealedBallotsTask) => {
  const database = openDatabase({ url, applicationName: 'bench', max: 1 })
  const signer = signerFrom({ SIGNING_KEY: DEMO_SIGNING_KEY, DISTRICT: '500105' })
  const { publicKey, ruleSet, questions } = (await new DecisionsRepository(database).find(decision))!
  const length = sealedLength({ questions, ruleSet })
  await database.run({ text: 'set synchronous_commit = off', values: [] })
  for (let from = after, n = 0; ; ) {
    const voters = await database.rows<{ head: string; person: string }>({ text: VOTERS, values: [decision, from, upTo] })
    if (voters.length === 0) break
    const ballots = voters.map(({ head }) => {
      const sealed = seal(sealedText(ruleSet, head, 1, choiceOf(n++)), length, publicKey!)
      const leaf = leafHash(ballotLine(ruleSet, head, 'ELECTRONIC', sealed))
      return { head: Buffer.from(head, 'hex'), sealed, leaf, receipt: signReceipt(originOf(signer, decision), leaf, signer) }
    })
    const columns = (['head', 'sealed', 'leaf', 'receipt'] as const).map((name) => ballots.map((ballot) => ballot[name]))
    await database.run({ text: CAST, values: [decision, at, ...columns, voters.map(({ person }) => person)] })
    from = voters.at(-1)!.head
  }
  await database.close()
  process.exit(0)
})
