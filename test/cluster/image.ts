import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  throw new Error('No docker, podman or buildah works here: name a command by IMAGE_BUILD, or an archive with --image.')
}

export interface Building {
  /** Where the archives go. */
  readonly folder: string
  /** A command in place of what this machine has. */
  readonly command: string | undefined
}

/** Builds a Dockerfile, the repository's unless another folder is named, as an image with this tag, and writes it into an archive. */
export async function buildImage(tag: string, { folder, command }: Building, context = root): Promise<string> {
  const archive = join(folder, `yiwang-${tag}.tar`)
  const env = { IMAGE: `${repository}:${tag}`, ARCHIVE: archive, LABEL: `org.opencontainers.image.version=${tag}` }
  await run('sh', ['-c', command ?? (await builderOfThisMachine())], { env, cwd: context, timeoutMs: 900_000 })
  return archive
}

/** The image of tag 2 with one more migration, which fails. */
export function buildWithBadMigration(tag: string, building: Building): Promise<string> {
  const context = mkdtempSync(join(building.folder, 'bad-migration-'))
  const migration = 'services/sla/prisma/migrations/29990101000000_bad'
  const lines = [
    `FROM ${repository}:2`,
    'USER 0',
    `RUN mkdir ${migration} && echo 'alter table that_is_not_there add column x int;' > ${migration}/migration.sql`,
    'USER 1000:1000',
  ]
  writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
  return buildImage(tag, building, context)
}

/** Gives an archive to the nodes, by the command of the options. */
export async function importImage(archive: string, command: string): Promise<void> {
  await run('sh', ['-c', command.includes('{}') ? command.replaceAll('{}', archive) : `${command} ${archive}`])
}
