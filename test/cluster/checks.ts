export interface Result {
  readonly group: string
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly seconds: number
  /** Figures of what passed, the reason of what did not. */
  readonly note: string
}

/** Why something cannot be checked on this cluster: said, and counted apart. */
export class NotHere extends Error {}

/** A check that the following ones stand on has failed. */
export class CannotGoOn extends Error {}

/** What has been checked, each with its outcome. */
export class Checks {
  readonly results: Result[] = []
  private group = ''

  constructor(private readonly say: (line: string) => void) {}

  begin(group: string): void {
    this.group = group
    this.say(`\n${group}`)
  }

  /** What the work returns are the figures that stand beside it. It passed unless it throws. */
  async check(name: string, work: () => Promise<unknown>): Promise<boolean> {
    const start = performance.now()
    const outcome = await work().then(
      (figures) => ({ outcome: 'passed' as const, note: typeof figures === 'string' ? figures : '' }),
      (error: Error) => ({ outcome: error instanceof NotHere ? ('skipped' as const) : ('failed' as const), note: error.message }),
    )
    const result = { group: this.group, name, seconds: (performance.now() - start) / 1000, ...outcome }
    this.results.push(result)
    this.say(`${mark(result)} ${name} (${result.seconds.toFixed(1)} s)${result.note ? `: ${result.note}` : ''}`)
    return result.outcome === 'passed'
  }

  /** As `check`, for what everything after it needs. */
  async must(name: string, work: () => Promise<unknown>): Promise<void> {
    if (!(await this.check(name, work))) throw new CannotGoOn(name)
  }

  count(outcome: Result['outcome']): number {
    return this.results.filter((result) => result.outcome === outcome).length
  }

  table(): string {
    const width = Math.max(...this.results.map(({ name }) => name.length))
    const lines = this.results.map(({ group, name, seconds, note, ...result }) =>
      [group.padEnd(12), name.padEnd(width), mark(result).padEnd(4), `${seconds.toFixed(1).padStart(6)} s`, note.split('\n')[0]].join('  '),
    )
    const [passed, failed, skipped] = [this.count('passed'), this.count('failed'), this.count('skipped')]
    return [...lines, '', `${passed} passed, ${failed} failed${skipped ? `, ${skipped} not checked here` : ''}`].join('\n')
  }
}

const mark = ({ outcome }: Pick<Result, 'outcome'>): string => ({ passed: 'ok', failed: 'FAIL', skipped: '–' })[outcome]
