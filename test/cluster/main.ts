// npm run test:cluster: the image, the chart and what becomes of them, on a real cluster. README.md in this folder says what it takes.
import { CannotGoOn, Checks } from './checks.ts'
import { help, readOptions } from './options.ts'
import { runAll } from './run-all.ts'

const say = (line: string) => console.log(line)
try {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === 'help') {
    console.log(help)
    process.exit(0)
  }
  const checks = new Checks(say)
  await runAll(options, checks).catch((error: Error) => {
    if (!(error instanceof CannotGoOn)) return checks.check('the run itself', () => Promise.reject(error))
  })
  console.log(`\n${checks.table()}`)
  process.exit(checks.count('failed') > 0 ? 1 : 0)
} catch (error) {
  console.error(`${(error as Error).message}\n\nnpm run test:cluster -- --help shows what may be given.`)
  process.exit(2)
}
