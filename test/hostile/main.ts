// npm run test:hostile: a million hostile inputs over HTTP, gRPC and the bus; ends with a table and with 1 if anything did not hold.
import { help, readOptions } from './options.ts'
import { runHostile } from './run.ts'

const options = readOptions(process.argv.slice(2))
if (options === 'help') {
  console.log(help)
} else {
  process.exit((await runHostile(options)) === 0 ? 0 : 1)
}
