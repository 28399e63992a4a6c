// npm run test:restore: a backup is taken while people and systems are at work, everything is lost some time later, and put back from it.
// --seconds <n>: how long people are at work before the backup, after it, and after the restore. --broker kept: only the databases are lost.
// --markdown <file>: writes what was said between the marks of a page.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Drill } from './drill.ts'
import type { Figure } from './figures.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    broker: { type: 'string', default: 'lost' },
    shipped: { type: 'boolean', default: false },
    markdown: { type: 'string' },
  },
})
const broker = values.broker === 'kept' ? 'kept' : 'lost'
const said: string[] = []
const say = (line: string) => {
  said.push(line)
  console.log(line)
}

const drill = await Drill.set({ workMs: Number(values.seconds) * 1_000, broker, shipped: values.shipped, say })
try {
  say('People and systems are at work, four matters a second.')
  const { told, feed } = await drill.workAndBackUp()
  say(
    `All processes and the PostgreSQL server are killed${broker === 'lost' ? ', and the broker; the data of both is gone' : '; its data is gone'}.`,
  )
  await drill.lose()
  await drill.restore()
  say(`reports answered after the backup began that are there: ${await drill.foundOfLater(told, feed)}`)
  // What a broker that is still there has from legacy systems is taken again.
  const restored = await drill.figures(broker === 'kept' ? { ...told, legacy: [...feed.legacy] } : told)
  show('After the restore:', restored)
  const again = await drill.workAgain()
  const goneOn = await drill.figures({ ...again.told, heads: told.heads })
  show('After people and systems went on working:', goneOn)
  for (const refusal of again.refused) say(`refused: ${refusal}`)
  const failed = [...restored, ...goneOn].filter(({ passed }) => !passed).length + again.refused.length
  say(failed === 0 ? 'All figures hold.' : `${failed} figures do not hold.`)
  if (values.markdown) writeBetweenMarks(values.markdown)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  await drill.end()
}

function show(when: string, figures: readonly Figure[]): void {
  say(when)
  for (const { title, result, passed } of figures) {
    const shown = Object.entries(result).map(([name, figure]) => `${name} ${figure}`)
    say(`  ${passed ? '✓' : '✗'} ${title}: ${shown.join(', ')}`)
  }
}

function writeBetweenMarks(file: string): void {
  const [begin, end] = [`<!-- restore ${broker}: begin -->`, `<!-- restore ${broker}: end -->`]
  const page = readFileSync(file, 'utf8')
  const [before, after] = [page.slice(0, page.indexOf(begin) + begin.length), page.slice(page.indexOf(end))]
  writeFileSync(file, `${before}\n\n\`\`\`\n${said.join('\n')}\n\`\`\`\n\n${after}`)
}
