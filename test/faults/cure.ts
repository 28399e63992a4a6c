import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { dropParked } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { importForFaults } from './district.ts'
import type { Scene } from './scene.ts'

const root = resolve(import.meta.dirname, '../..')

/** Mends the catalogue and lets every parked key go on, as a person does who was told by readiness, log and alert. */
export async function cureThePoison({ platform, poison, say }: Scene): Promise<void> {
  await importForFaults(platform, { mended: true })
  await Promise.all(
    poison.expected.filter(({ cure }) => cure === 'drop').map((place) => dropParked(platform.database(place.service), place)),
  )
  const postgres = new URL(platform.databases.dispatch.url)
  postgres.pathname = '/postgres'
  // What dispatch has not heard of yet it learns within seconds.
  const replay = () => parked(['replay', '--all', '--postgres', postgres.href])
  say(await eventually(replay, { timeout: 60_000, interval: 1_000 }))
}

function parked(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'tools/run.mjs'), 'tools/parked.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return new Promise((done, failed) =>
    child.on('close', (status) => (status === 0 ? done(`npm run parked -- ${args[0]}: ${output.trim()}`) : failed(new Error(output)))),
  )
}
