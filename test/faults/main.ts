// npm run test:faults: breaks everything that can break while people and systems are at work, then asks what is left of it.
// --seed <n> draws the same faults again; --only <pattern> plays the acts that it fits, --scale <0..1> shorter ones.
import { parseArgs } from 'node:util'
import { Shutdown } from '../../tools/start/shutdown.ts'
import { acts, cluster } from './programme.ts'
import { markdown } from './report.ts'
import { runPart } from './run-part.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, scale: { type: 'string', default: '1' }, only: { type: 'string' }, markdown: { type: 'string' } },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const scale = Number(values.scale)
const began = performance.now()
const say = (line: string) => console.log(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`)
const shutdown = new Shutdown(say)

say(`seed ${seed} (npm run test:faults -- --seed ${seed})`)
const parts = [acts(scale, values.only ? new RegExp(values.only) : undefined), ...(values.only ? [] : [cluster(scale)])]
const results = []
for (const part of parts) results.push(await runPart(part, { seed, say, shutdown }))

const findings = results.flatMap((result) => result.findings)
const failed = findings.filter(({ passed }) => !passed).length
const minutes = (performance.now() - began) / 60_000
if (values.markdown) await markdown(values.markdown, { seed, minutes, results })
console.log(`${findings.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
