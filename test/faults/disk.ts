import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * A disk that is full, for a server and what it has started: no file of theirs may grow beyond this size (RLIMIT_FSIZE, by prlimit of
 * util-linux). PostgreSQL then answers "could not extend file …: File too large", as it does over a quota. Returns how to end it.
 */
export function limitFileSize(server: number, bytes: number): () => void {
  setLimit(server, String(bytes))
  return () => setLimit(server, 'unlimited')
}

function setLimit(server: number, bytes: string): void {
  for (const pid of [server, ...childrenOf(server)]) {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { encoding: 'utf8' })
    // A session may have ended meanwhile.
    if (status !== 0 && pid === server) throw new Error(`no limit on ${pid}: ${stderr}`)
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
