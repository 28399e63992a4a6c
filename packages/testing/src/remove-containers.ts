// Waits until its standard input closes, then removes the containers with a label, running or not, and their volumes: <label> <value>.
import { getContainerRuntimeClient } from 'testcontainers'

const [label = '', value = ''] = process.argv.slice(2)
const status = ['created', 'restarting', 'running', 'paused', 'exited', 'dead'] as const

for await (const _ of process.stdin);
const { container } = await getContainerRuntimeClient()
for (;;) {
  const found = await container.fetchByLabel(label, value, { status: [...status] })
  if (!found) break
  await found.remove({ force: true, v: true })
}
