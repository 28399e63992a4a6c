import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type GuardedProcess, guarded } from '@yiwang/testing'
import { root } from './paths.ts'

export interface ServiceProcess {
  readonly name: string
  readonly httpPort: number
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
}

const patienceMs = 120_000

/** Starts a program of this repository from source. */
export function fromSource(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile: string,
): GuardedProcess {
  const node = ['--conditions=source', '--enable-source-maps', '--import', join(root, 'tools/ts-hooks.mjs')]
  return nodeProcess([...node, join(root, program), ...args], env, logFile)
}

/**
 * As in the Dockerfile. Without them an idle service holds twice the memory: V8 keeps 130 MB for young objects, malloc an arena a thread,
 * and what was once a large block is never given back. Old objects may take half of what the chart lets a container have, which V8 finds out
 * by itself there; on a whole machine it would let garbage pile up.
 */
export const shippedEnvironment = {
  NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=256',
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const

/** Starts a service as an image does: what `npm run build` made of it, without a cache of compiled code, which stays in memory. */
export function asShipped(service: string, env: Readonly<Record<string, string>>, logFile: string): GuardedProcess {
  const { NODE_COMPILE_CACHE: _, ...rest } = env
  const shipped = { ...shippedEnvironment, NODE_DISABLE_COMPILE_CACHE: '1', ...rest }
  return nodeProcess([join(root, `services/${service}/dist/main.js`)], shipped, logFile)
}

function nodeProcess(args: readonly string[], env: Readonly<Record<string, string>>, logFile: string): GuardedProcess {
  return guarded({
    command: process.execPath,
    args,
    stopSignal: 'TERM',
    logFile,
    options: { cwd: root, env: { ...process.env, ...env } },
  })
}

/** Starts a service and waits until it says that it is ready. */
export function startService({ name, httpPort, env, logFile }: ServiceProcess, stopping: AbortSignal): Promise<GuardedProcess> {
  return serving(asShipped(name, env, logFile), `http://127.0.0.1:${httpPort}/health/ready`, logFile, stopping)
}

/** The process, once this URL of its answers well. It is stopped if that does not come about. */
export async function serving(process: GuardedProcess, url: string, logFile: string, stopping: AbortSignal): Promise<GuardedProcess> {
  for (let waited = 0; waited < patienceMs && !stopping.aborted; waited += 50) {
    if (process.ended()) throw new Error(`it ended while it started; the end of ${logFile}:\n${tail(logFile)}`)
    if (await answers(url)) return process
    await pause(50)
  }
  const said = stopping.aborted ? '' : await saidBy(url)
  await process.stop()
  throw new Error(stopping.aborted ? 'stopped while it started' : `it is not ready after ${patienceMs / 1000} s (${said}); see ${logFile}`)
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

async function saidBy(url: string): Promise<string> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.text(),
    (failure) => String(failure),
  )
}

function tail(file: string, lines = 15): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : ''
}
