import { readdirSync, readFileSync } from 'node:fs'

const TICKS_A_SECOND = 100

/** Seconds of CPU that a process and its children have used since they began, ended children included. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
  return sum(pid, processes)
}

interface Stat {
  readonly pid: number
  readonly parent: number
  readonly ticks: number
}

function sum(pid: number, processes: readonly Stat[]): number {
  const own = processes.find((candidate) => candidate.pid === pid)?.ticks ?? 0
  return processes.filter(({ parent }) => parent === pid).reduce((total, child) => total + sum(child.pid, processes), own / TICKS_A_SECOND)
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may hold spaces.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number) as [number, number, number, number]
    return { pid, parent: Number(fields[1]), ticks: utime + stime + cutime + cstime }
  } catch {
    return undefined
  }
}

/** Milliseconds of CPU that each of these processes uses a turn, while `work` does its turns. */
export async function cpuWhile<Result extends { readonly done: number }>(
  processes: Readonly<Record<string, number>>,
  work: () => Promise<Result>,
): Promise<{ result: Result; msPerTurn: Record<string, number> }> {
  const read = () => Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, cpuSecondsOf(pid)]))
  const before = read()
  const result = await work()
  const after = read()
  const msPerTurn = Object.fromEntries(Object.keys(processes).map((name) => [name, ((after[name]! - before[name]!) * 1000) / result.done]))
  return { result, msPerTurn }
}
