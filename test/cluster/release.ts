import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { helm } from '../../tools/chart/helm.mjs'
import { chart } from '../../tools/chart/renderings.ts'
import { type Output, outcomeOf, run } from './command.ts'

/** Begins the name of everything that it makes, and of the Secrets to which it refers. */
export const releaseName = 'yiwang'
const program = helm() ?? 'helm'

type Values = Readonly<Record<string, unknown>>

/** The chart, installed under one name in one namespace. */
export class Release {
  private written = 0

  constructor(
    private readonly namespace: string,
    private readonly folder: string,
    private readonly base: Values,
  ) {}

  /** Installs it, or brings it to other values, and waits until all of it is ready. */
  async upgrade(values: Values = {}, timeoutS = 240): Promise<void> {
    const { status, stderr } = await this.tryUpgrade(values, [], timeoutS)
    if (status !== 0) throw new Error(`helm upgrade ended with ${status}: ${stderr.trim()}`)
  }

  tryUpgrade(values: Values, options: readonly string[] = [], timeoutS = 240): Promise<Output> {
    const files = [this.base, values].flatMap((layer) => ['-f', this.write(layer)])
    const args = [
      'upgrade',
      '--install',
      releaseName,
      chart,
      '-n',
      this.namespace,
      '--wait',
      '--timeout',
      `${timeoutS}s`,
      ...files,
      ...options,
    ]
    return outcomeOf(program, args)
  }

  async rollback(): Promise<void> {
    await run(program, ['rollback', releaseName, '-n', this.namespace, '--wait', '--timeout', '240s'])
  }

  async uninstall(): Promise<void> {
    await outcomeOf(program, ['uninstall', releaseName, '-n', this.namespace, '--wait', '--timeout', '120s', '--ignore-not-found'])
  }

  /** The number and state of its last revision. */
  async last(): Promise<{ revision: number; status: string; description: string }> {
    const history = JSON.parse(await run(program, ['history', releaseName, '-n', this.namespace, '-o', 'json'])) as never[]
    return history.at(-1)!
  }

  private write(values: Values): string {
    const file = join(this.folder, `values-${++this.written}.json`)
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 })
    return file
  }
}
