import { spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts, isFree, isRunning } from '@yiwang/testing'
import { dataFolder, endpointsFile, issuerKeysFile, portsFile, yiwangFolder } from './paths.ts'

/** What this checkout's `npm start` keeps between its runs, claimed by one launcher at a time. */
export class DataFolder {
  readonly folder = yiwangFolder
  readonly data = dataFolder
  readonly logs = join(this.folder, 'logs')
  readonly endpoints = endpointsFile
  readonly clock = join(this.folder, 'clock.json')
  readonly issuerKeys = issuerKeysFile
  readonly #lock = join(this.folder, 'launcher.pid')

  /** Claims the folder for this process; throws if another launcher of this checkout is at work. */
  open({ fresh }: { fresh: boolean }): void {
    mkdirSync(this.folder, { recursive: true })
    const other = this.#runningLauncher()
    if (other) throw new Error(`This checkout is running already (process ${other}). Stop it first, or start from another checkout.`)
    writeFileSync(this.#lock, String(process.pid))
    rmSync(this.endpoints, { force: true })
    if (fresh) for (const path of [this.data, this.logs, this.clock]) rmSync(path, { recursive: true, force: true })
    for (const path of [this.data, this.logs]) mkdirSync(path, { recursive: true })
  }

  close(): void {
    rmSync(this.endpoints, { force: true })
    rmSync(this.#lock, { force: true })
  }

  log = (name: string): string => join(this.logs, `${name}.log`)
  of = (name: string): string => join(this.data, name)

  /** A secret of this data for one purpose: the same at every start, and different for every purpose. */
  secret(purpose: string): string {
    const file = this.of('secret')
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 })
    return createHmac('sha256', readFileSync(file)).update(purpose).digest('hex')
  }

  /** Ports by name: those of the last start where they are free, so that addresses stay. */
  async ports<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
    const file = portsFile
    const before: Record<string, number> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    const fresh = await freePorts(names.length)
    const chosen = names.map(async (name, index) => {
      const port = before[name]
      return [name, port && (await isFree(port)) ? port : (fresh[index] as number)] as const
    })
    const ports = Object.fromEntries(await Promise.all(chosen)) as Record<Name, number>
    writeWhole(file, ports)
    return ports
  }

  #runningLauncher(): number | undefined {
    if (!existsSync(this.#lock)) return undefined
    const pid = Number(readFileSync(this.#lock, 'utf8'))
    // The number may have been given to another program since.
    return pid && pid !== process.pid && isRunning(pid) && commandOf(pid).includes('tools/start/main') ? pid : undefined
  }
}

/** Writes JSON so that a reader sees the old text or the new, never a part. */
export function writeWhole(file: string, content: unknown): void {
  const draft = `${file}.draft`
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`)
  renameSync(draft, file)
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
}
