import { readFileSync } from 'node:fs'
import { services } from '../../tools/services.ts'
import type { Report } from './report.ts'
import type { Town } from './town.ts'

/** The processes that were there at the beginning. */
export const processIds = ({ platform }: Town): number[] => services.map((name) => platform.process(name).pid)

export async function checkAlive(town: Town, report: Report, before: readonly number[]): Promise<void> {
  const now = processIds(town)
  const gone = services.filter((name, k) => before[k] !== now[k] || !town.platform.process(name).isRunning())
  report.none('no service crashed or was started again', gone)
  const notReady: string[] = []
  for (const name of services) if (!(await fetch(`${town.platform.http[name]}/health/ready`)).ok) notReady.push(name)
  report.none('every service is ready', notReady)
  const left: string[] = []
  for (const name of services) {
    const inFlight = /^yiwang_requests_in_flight\b.* (\d+)$/m.exec(await (await fetch(`${town.platform.http[name]}/metrics`)).text())?.[1]
    if (inFlight !== '0') left.push(`${name}: ${inFlight ?? 'not told'}`)
  }
  report.none('no request has left its place taken', left)
  report.none('no line of a log is an ERROR: nothing of this concerns a person', errorsOf(town))
}

function errorsOf({ platform }: Town): string[] {
  const found = new Set<string>()
  for (const name of services) {
    for (const line of readFileSync(platform.logOf(name), 'utf8').split('\n')) {
      if (!line.includes('"level":"error"')) continue
      const { message, err } = JSON.parse(line) as { message: string; err?: { type?: string; message?: string } }
      found.add(`${name}: ${message} (${err?.type ?? ''} ${err?.message?.slice(0, 120) ?? ''})`)
    }
  }
  return [...found]
}
