import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

/** Not part of a backup: who runs, and the log, which is copied once it is complete. */
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot', 'pg_stat_tmp']

/**
 * What pg_basebackup does, by the server's own functions (the PostgreSQL that npm brings has no pg_basebackup): a copy of the running
 * server's files with the log that makes them consistent, all databases at one instant.
 */
export async function baseBackup(server: string, data: string, target: string): Promise<void> {
  const session = new pg.Client({ connectionString: server })
  await session.connect()
  try {
    mkdirSync(target, { recursive: true })
    await session.query(`select pg_backup_start('restore', true)`)
    await copy(data, target, LEFT_OUT)
    const { rows } = await session.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    writeFileSync(join(target, 'backup_label'), rows[0]!.labelfile)
    await copy(join(data, 'pg_wal'), join(target, 'pg_wal'), [])
    mkdirSync(join(target, 'pg_replslot'))
    mkdirSync(join(target, 'pg_stat_tmp'), { recursive: true })
  } finally {
    await session.end()
  }
}

/** Puts it in place of the server's files. */
export async function putBack(backup: string, data: string): Promise<void> {
  rmSync(data, { recursive: true, force: true })
  await promisify(execFile)('cp', ['-a', backup, data])
  await promisify(execFile)('chmod', ['700', data])
}

/** With owners and rights. Files that vanish meanwhile are of no use to the server either: its log makes what it needs. */
async function copy(from: string, to: string, without: readonly string[]): Promise<void> {
  const args = [
    '-cf',
    '-',
    '--ignore-failed-read',
    '--warning=no-file-changed',
    ...without.map((name) => `--exclude=./${name}`),
    '-C',
    from,
    '.',
  ]
  mkdirSync(to, { recursive: true })
  // tar answers 1 when a file changed while it was read, which a running server's files do.
  await promisify(execFile)('sh', ['-c', 'tar "$@" | tar -xpf - -C "$TO"', 'sh', ...args], {
    env: { ...process.env, TO: to },
    maxBuffer: 2 ** 24,
  })
}
