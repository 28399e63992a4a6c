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

/** Builds the repository's Dockerfile as an image with this tag, and writes it into an archive. */
export async function buildImage(tag: string, folder: string, command?: string): Promise<string> {
  const archive = join(folder, `yiwang-${tag}.tar`)
  const env = { IMAGE: `${repository}:${tag}`, ARCHIVE: archive, LABEL: `org.opencontainers.image.version=${tag}` }
  await run('sh', ['-c', command ?? (await builderOfThisMachine())], { env, cwd: root, timeoutMs: 900_000 })
  return archive
}

/** Gives an archive to the nodes, by the command of the options. */
export async function importImage(archive: string, command: string): Promise<void> {
  await run('sh', ['-c', command.includes('{}') ? command.replaceAll('{}', archive) : `${command} ${archive}`])
}
