import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { closed, exportOf, key } from '../packages/ledger/src/decision/export.fixture.ts'
import type { Bench } from './bench.ts'

const BALLOTS = 1_000_000
const MB = 1024 * 1024

export const bench: Bench = {
  name: 'verify',
  what: '1 million ballots of a named decision, recounted from its export by yiwang-verify on one core',
  async run({ scale, say, report, onEnd }) {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-verify-'))
    onEnd(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'decision.jsonl')
    const ballots = Math.round(BALLOTS * scale)
    const votes = Array.from({ length: ballots }, (_, n) => ({
      area: 5_000 + (n % 10_000),
      choice: n % 3 === 0 ? ('AGAINST' as const) : ('FOR' as const),
    }))
    await write(file, exportOf(closed(votes)))
    say(`${ballots} ballots in ${Math.round(statSync(file).size / MB)} MB`)
    const { seconds, peak } = await onOneCore(file)
    report({ figure: 'recounted in', value: seconds, unit: 's', goal: { atMost: 90 } })
    report({ figure: 'resident memory, at most', value: peak / MB, unit: 'MB', goal: { atMost: 512 } })
  },
}

async function write(file: string, lines: Iterable<string>): Promise<void> {
  const out = createWriteStream(file)
  for (const line of lines) if (!out.write(`${line}\n`)) await once(out, 'drain')
  out.end()
  await once(out, 'close')
}

/** Linux only. */
async function onOneCore(file: string): Promise<{ seconds: number; peak: number }> {
  const command = resolve(import.meta.dirname, '../packages/ledger/dist/decision/verify-command.js')
  const began = performance.now()
  const child = spawn('taskset', ['--cpu-list', '0', process.execPath, command, file, '--key', key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'close') as Promise<[number]>
  let peak = 0
  const watch = (async () => {
    for (let status = `/proc/${child.pid}/status`; child.exitCode === null && existsSync(status); await pause(100)) {
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8')) ?? []
      peak = Math.max(peak, Number(kilobytes ?? 0) * 1024)
    }
  })()
  const [code] = await ended
  const seconds = (performance.now() - began) / 1_000
  await watch
  if (code !== 0) throw new Error(`yiwang-verify ended with ${code}: ${said}`)
  return { seconds, peak }
}
