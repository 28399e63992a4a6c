import { getContainerRuntimeClient } from 'testcontainers'

/** Under which name the published ports of containers are reached; throws what to do about it if there is no container engine. */
export async function engineHost(): Promise<string> {
  try {
    return (await getContainerRuntimeClient()).info.containerRuntime.host
  } catch (cause) {
    const named = process.env['DOCKER_HOST']
    throw new Error(
      'TEST_SERVERS=containers needs a container engine that speaks the Docker API (Docker, Podman, Colima and others), and none answers: ' +
        `${named ? `not at DOCKER_HOST=${named}, and` : 'DOCKER_HOST is not set, and'} not at the usual sockets. ` +
        'Start one, let DOCKER_HOST name it, or leave TEST_SERVERS away: then the servers are processes of this machine.',
      { cause },
    )
  }
}
