// npm start: a real PostgreSQL, a real Kafka, an issuer, the services, the demo district and its feed, on this machine.
import { watchAncestors } from './ancestors.ts'
import { DataFolder } from './data-folder.ts'
import { launch } from './launch.ts'
import { help, readOptions } from './options.ts'
import { Shutdown } from './shutdown.ts'
import { say } from './terminal.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    console.log(help)
    process.exit(0)
  }
  const folder = new DataFolder()
  folder.open(options)
  const shutdown = new Shutdown(say)
  shutdown.add(() => folder.close())
  watchAncestors(() => shutdown.run('whoever started this is gone; stopping'))
  await launch(options, folder, shutdown).catch((error: Error) => shutdown.run(error.message, 1))
} catch (error) {
  console.error(`${(error as Error).message}\n\nnpm start -- --help shows what may be given.`)
  process.exit(2)
}
