// The demo issuer of `npm start`: node tools/run.mjs tools/issuer/main.ts '{"port": 9000, "keyFile": "…", "audience": "yiwang", "clients": {}}'
import { startIssuer } from './issuer.ts'

const { clients, ...options } = JSON.parse(process.argv[2] ?? '{}')
const server = await startIssuer({ ...options, clients: new Map(Object.entries(clients)) })
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
