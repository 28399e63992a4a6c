import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceName } from '../../tools/services.ts'
import { root } from '../../tools/start/paths.ts'
import { isThere, outcomeOf, run } from './command.ts'

export const repository = 'localhost/yiwang'

/** What builds the Dockerfile and writes the image into an archive, by the engine's name. */
const builders = {
  docker: 'docker build --label "$LABEL" -t "$IMAGE" . && docker save "$IMAGE" -o "$ARCHIVE"',
  podman: 'podman build --label "$LABEL" -t "$IMAGE" . && podman save "$IMAGE" -o "$ARCHIVE"',
  buildah: 'buildah build --layers --label "$LABEL" -t "$IMAGE" . && buildah push "$IMAGE" docker-archive:"$ARCHIVE":"$IMAGE"',
} as const

async function builderOfThisMachine(): Promise<string> {
  for (const [engine, command] of Object.entries(builders)) {
    if ((await isThere(engine)) && (await outcomeOf(engine, ['info'])).status === 0) return command
  }
  throw new Error('No docker, podman or buildah works here: name a command by IMAGE_BUILD.')
}

export interface Building {
  /** Where the archives go. */
  readonly folder: string
  /** A command in place of what this machine has. */
  readonly command: string | undefined
}

/** Builds a Dockerfile, the repository's unless another folder is named, as an image with this tag, and writes it into an archive. */
async function buildImage(tag: string, { folder, command }: Building, context = root): Promise<string> {
  const archive = join(folder, `yiwang-${tag}.tar`)
  const env = { IMAGE: `${repository}:${tag}`, ARCHIVE: archive, LABEL: `org.opencontainers.image.version=${tag}` }
  await run('sh', ['-c', command ?? (await builderOfThisMachine())], { env, cwd: context, timeoutMs: 900_000 })
  return archive
}

/** Migrations that an image has besides those of another one: the folder's name by service, and what it does. */
type Migrations = readonly (readonly [service: ServiceName, name: string, statement: string])[]

/** One more column in each table that is read most: what the version before has prepared must go on with it, before the upgrade and after a rollback. */
const wider: Migrations = (
  [
    ['directory', ['staff']],
    ['intake', ['matter', 'followed_case']],
    ['dispatch', ['kase']],
    ['sla', ['timed_case', 'clock']],
    ['notify', ['delivery', 'case_file']],
    ['voting', ['decision', 'rule_set']],
  ] as const
).flatMap(([service, tables]) =>
  tables.map((table) => [service, `29980101000000_wider_${table}`, `alter table ${table} add column of_the_next_release int`] as const),
)
const bad: Migrations = [['sla', '29990101000000_bad', 'alter table that_is_not_there add column x int']]

/** The release, the next one, whose migrations widen tables, and a bad one, whose migration fails. */
export async function buildReleases(building: Building): Promise<string[]> {
  return [await buildImage('1', building), await buildOn('1', '2', wider, building), await buildOn('2', '3', bad, building)]
}

function buildOn(tag: string, next: string, migrations: Migrations, building: Building): Promise<string> {
  const context = mkdtempSync(join(building.folder, 'migrations-'))
  const added = migrations.map(([service, name, statement]) => {
    const folder = `services/${service}/prisma/migrations/${name}`
    return `mkdir ${folder} && echo '${statement};' > ${folder}/migration.sql`
  })
  const lines = [`FROM ${repository}:${tag}`, 'USER 0', `RUN ${added.join(' && ')}`, 'USER 1000:1000']
  writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
  return buildImage(next, building, context)
}

/** Gives an archive to the nodes, by the command of the options. */
export async function importImage(archive: string, command: string): Promise<void> {
  await run('sh', ['-c', command.includes('{}') ? command.replaceAll('{}', archive) : `${command} ${archive}`])
}
