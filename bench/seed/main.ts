// node tools/run.mjs bench/seed/main.ts [cases …]: makes the seeds that the benches would make for themselves.
import { seededServer } from './seed.ts'

const sizes = process.argv.slice(2).map(Number)
const { server } = await seededServer(sizes.length > 0 ? sizes : [10_000, 1_000_000], (line) => console.log(line))
await server.stop()
