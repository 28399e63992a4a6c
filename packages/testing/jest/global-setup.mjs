// Runs once before the first test file that needs servers, and not at all if none is selected.
import { announceTestServers } from '../src/servers.ts'

export default async function startServers() {
  globalThis.testServers = await announceTestServers()
}
