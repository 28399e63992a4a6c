import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Job, LoadResult } from './job.ts'

/** Has a job done by the load generator, in a process of its own. Floor and product get the same one. */
export function runLoad(job: Job): Promise<LoadResult> {
  const generator = fork(join(import.meta.dirname, 'generator.ts'))
  return new Promise((done, failed) => {
    generator.once('message', (result) => done(result as LoadResult))
    generator.once('error', failed)
    generator.once('exit', (code) => failed(new Error(`the load generator ended with ${code}`)))
    generator.send(job)
  })
}

/** Every failure counts: a floor or product that fails some of its turns has not been measured. */
export function requireNoFailures({ failed, failures }: LoadResult): void {
  if (failed > 0) throw new Error(`${failed} turns failed: ${JSON.stringify(failures)}`)
}
