// The demo issuer of `npm start`. Its options hold the secrets of clients, so they come by the environment, where other users of the machine
// do not see them: ISSUER_OPTIONS='{"port": 9000, "keyFile": "…", "audience": "yiwang", "clients": {}}' node tools/run.mjs tools/issuer/main.ts
import { startIssuer } from './issuer.ts'

const { clients, ...options } = JSON.parse(process.env['ISSUER_OPTIONS'] ?? '{}')
const server = await startIssuer({ ...options, clients: new Map(Object.entries(clients)) })
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
