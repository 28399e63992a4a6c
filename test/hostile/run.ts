import { checkAlive, processIds } from './alive.ts'
import { audit } from './audit.ts'
import { checkBus, fuzzBus } from './bus/fuzz.ts'
import { fuzzGrpc } from './grpc/fuzz.ts'
import { fuzzHttp } from './http/fuzz.ts'
import { startSlow } from './http/slow.ts'
import { checkMemory, memoryAfterSettling } from './memory.ts'
import type { Options, StepName } from './options.ts'
import { Random } from './random.ts'
import { Report } from './report.ts'
import { scanEverything } from './scan.ts'
import { runSchemathesis } from './schemathesis.ts'
import { tryTokens, tryWithoutIssuer } from './tokens.ts'
import { settled, startTown, type Town } from './town.ts'
import { tryWebhooks } from './webhooks.ts'

const INPUTS = { http: 480_000, grpc: 100_000, bus: 400_000 } as const
/** Too many requests at once is an answer for one in a hundred. */
const BUSY_AT_MOST = 0.01

/** The whole run; answers how many checks failed. */
export async function runHostile(options: Options, report = new Report()): Promise<number> {
  report.say(`seed ${options.seed}, scale ${options.scale}`)
  const wants = (name: StepName) => options.only.has(name)
  const town = await startTown()
  report.say('the platform is up, with matters of two streets')
  try {
    const processes = processIds(town)
    if (wants('tokens')) await tryTokens(town, report)
    if (wants('schemathesis')) await runSchemathesis(town, report, options)
    await fuzzTwice(town, report, options, wants)
    await checkAlive(town, report, processes)
    if (wants('bus')) await checkBus(town, report)
    if (wants('webhooks')) await tryWebhooks(town, report)
    if (wants('tokens')) await tryWithoutIssuer(town, report)
    if (wants('scan')) {
      report.check('spans were exported and looked through', town.collector.exports() > 0, `${town.collector.exports()} exports`)
      for (const { where, found } of await scanEverything({ ...town, exported: town.collector.found })) {
        report.none(`no personal data and no text of a report in ${where}`, found)
      }
    }
  } finally {
    await town.stop()
  }
  if (wants('audit')) await audit(report)
  report.end()
  if (options.markdown) report.writeInto(options.markdown, `Seed ${options.seed}, scale ${options.scale}`)
  return report.failed
}

/** Two equal halves, so that what the second leaves behind can be told from what any use of a service does. */
async function fuzzTwice(town: Town, report: Report, { scale, seed }: Options, wants: (name: StepName) => boolean): Promise<void> {
  const half = (inputs: number) => Math.ceil((inputs * scale) / 2)
  const slow = wants('http') ? await startSlow(town, report) : undefined
  const memories = []
  let [answered, busy] = [0, 0]
  for (const round of [1, 2]) {
    const random = new Random(seed + round)
    if (wants('http')) {
      const verdicts = await fuzzHttp(town, report, random, half(INPUTS.http))
      verdicts.report(report, `HTTP, round ${round}`)
      ;[answered, busy] = [answered + verdicts.answered, busy + verdicts.busy]
    }
    if (wants('grpc')) {
      const calls = await fuzzGrpc(town, report, random, half(INPUTS.grpc))
      ;[answered, busy] = [answered + calls.answered, busy + calls.busy]
    }
    if (wants('bus')) await fuzzBus(town, report, random, half(INPUTS.bus))
    if (round === 1) await slow?.end(report)
    await settled(town)
    memories.push(await memoryAfterSettling(town))
    report.say(`round ${round} is over and settled`)
  }
  checkMemory(report, memories[0]!, memories[1]!)
  if (answered > 0)
    report.check('at most one in a hundred answered 429', busy / answered <= BUSY_AT_MOST, `${busy} of ${answered.toLocaleString('en')}`)
}
