import { rmSync } from 'node:fs'
import { startKafka } from './kafka.ts'
import { serverKind, testFolder } from './servers.ts'
import type { OwnBroker } from './started-servers.ts'

/** Starts a broker of the test file's own, as the run's servers were started: a process of this machine or a container. */
export async function ownBroker(): Promise<OwnBroker> {
  if (serverKind() === 'containers') return (await import('./servers-in-containers.ts')).ownBrokerInContainer()
  const folder = testFolder()
  let server = await startKafka({ folder })
  const { brokers, port, controllerPort } = server
  return {
    brokers,
    async kill() {
      server.process.child.kill('SIGKILL')
      await server.process.exit
    },
    async start() {
      server = await startKafka({ folder, port, controllerPort })
    },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
