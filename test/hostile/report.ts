import { readFileSync, writeFileSync } from 'node:fs'

const [BEGIN, END] = ['<!-- hostile report: begin -->', '<!-- hostile report: end -->']

/** What was found to hold, or not, while the run went on. */
export class Report {
  readonly began = performance.now()
  readonly inputs = new Map<string, number>()
  private readonly notes: string[] = []
  private readonly checks: { readonly name: string; readonly holds: boolean; readonly detail: string }[] = []

  constructor(private readonly print: (line: string) => void = console.log) {}

  get failed(): number {
    return this.checks.filter(({ holds }) => !holds).length
  }

  say(line: string): void {
    const seconds = Math.floor((performance.now() - this.began) / 1000)
    this.print(`${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}  ${line}`)
  }

  /** Inputs that were sent, by where they were sent to. */
  count(where: string, inputs: number): void {
    this.inputs.set(where, (this.inputs.get(where) ?? 0) + inputs)
  }

  check(name: string, holds: boolean, detail = ''): void {
    this.checks.push({ name, holds, detail })
    this.say(`${holds ? '✓' : '✗'} ${name}${detail ? `: ${detail}` : ''}`)
  }

  /** Neither holds nor fails. */
  note(name: string, detail: string): void {
    this.notes.push(`| ${escaped(name)} | ${escaped(detail)} | – |`)
    this.say(`– ${name}: ${detail}`)
  }

  /** Nothing of a kind was found; if something was, the first few of it. */
  none(name: string, found: readonly string[]): void {
    this.check(name, found.length === 0, found.length === 0 ? '' : `${found.length}, such as ${found.slice(0, 5).join(' · ')}`)
  }

  end(): void {
    this.print(`\n${this.text()}\n${this.checks.length - this.failed} passed, ${this.failed} failed`)
  }

  /** Writes it between the marks of a page. */
  writeInto(file: string, about: string): void {
    const page = readFileSync(file, 'utf8')
    const [before, after] = [page.slice(0, page.indexOf(BEGIN) + BEGIN.length), page.slice(page.indexOf(END))]
    const summary = `${about}, ${this.checks.length - this.failed} passed, ${this.failed} failed.`
    writeFileSync(file, `${before}\n\n${summary}\n\n${this.text()}\n${after}`)
  }

  private text(): string {
    const all = [...this.inputs.values()].reduce((sum, n) => sum + n, 0)
    const minutes = ((performance.now() - this.began) / 60_000).toFixed(1)
    const inputs = [...this.inputs, ['all', all] as const].map(([where, n]) => `| ${where} | ${n.toLocaleString('en')} |`)
    const held = this.checks.map(({ name, holds, detail }) => `| ${escaped(name)} | ${escaped(detail)} | ${holds ? '✓' : '✗'} |`)
    return [
      '| Inputs | Number |',
      '|---|---:|',
      ...inputs,
      '',
      '| What must hold | Result | |',
      '|---|---|---|',
      ...held,
      ...this.notes,
      '',
      `${minutes} minutes.`,
      '',
    ].join('\n')
  }
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
