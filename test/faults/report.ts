import { readFileSync, writeFileSync } from 'node:fs'
import type { PartResult } from './run-part.ts'

interface Run {
  readonly seed: number
  readonly minutes: number
  readonly results: readonly PartResult[]
}

const [BEGIN, END] = ['<!-- report: begin -->', '<!-- report: end -->']

/** Writes what a run has shown between the marks of a page. */
export async function markdown(file: string, run: Run): Promise<void> {
  const page = readFileSync(file, 'utf8')
  const [before, after] = [page.slice(0, page.indexOf(BEGIN) + BEGIN.length), page.slice(page.indexOf(END))]
  writeFileSync(file, `${before}\n\n${reportOf(run)}\n\n${after}`)
}

function reportOf({ seed, minutes, results }: Run): string {
  const findings = results.flatMap((result) => result.findings)
  const failed = findings.filter(({ passed }) => !passed).length
  const summary = `Seed ${seed}, ${minutes.toFixed(1)} minutes, ${findings.length - failed} passed, ${failed} failed.`
  return [summary, ...results.flatMap(partOf)].join('\n\n')
}

const partOf = ({ part, played, findings }: PartResult): string[] => [
  `### With ${part.name}`,
  table(
    ['What was asked', 'Query', 'Result', ''],
    findings.map(({ title, query, result, passed }) => [title, `\`${query}\``, result, passed ? '✓' : '✗']),
  ),
  `### What was said, with ${part.name}`,
  ...played.map(({ name, seconds, testimony }) => {
    const said = [...testimony.readiness, ...testimony.logs].toSorted(([, a], [, b]) => b - a).slice(0, 12)
    const rows = said.map(([words, times]) => [words, String(times)])
    return `**${name}** (${seconds.toFixed(0)} s)\n\n${rows.length > 0 ? table(['Words', 'Times'], rows) : 'Nothing.'}`
  }),
]

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n')

const escaped = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
