import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/start/paths.ts'
import { type Output, outcomeOf, run } from './command.ts'

export const chart = join(root, 'deploy/helm/yiwang')

type Values = Readonly<Record<string, unknown>>

/** The chart, installed under one name in one namespace. */
export class Release {
  readonly name = 'yiwang'
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
      this.name,
      chart,
      '-n',
      this.namespace,
      '--wait',
      '--timeout',
      `${timeoutS}s`,
      ...files,
      ...options,
    ]
    return outcomeOf('helm', args)
  }

  async rollback(): Promise<void> {
    await run('helm', ['rollback', this.name, '-n', this.namespace, '--wait', '--timeout', '240s'])
  }

  async uninstall(): Promise<void> {
    await outcomeOf('helm', ['uninstall', this.name, '-n', this.namespace, '--wait', '--timeout', '120s', '--ignore-not-found'])
  }

  /** The number and state of its last revision. */
  async last(): Promise<{ revision: number; status: string; description: string }> {
    const history = JSON.parse(await run('helm', ['history', this.name, '-n', this.namespace, '-o', 'json'])) as never[]
    return history.at(-1)!
  }

  private write(values: Values): string {
    const file = join(this.folder, `values-${++this.written}.json`)
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 })
    return file
  }
}
