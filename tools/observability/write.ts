// Writes what is made from code: Grafana's dashboards and docs/metrics.md. `npm run generate` runs it.
import { writeFileSync } from 'node:fs'
import { observabilityFiles } from './files.ts'

for (const [file, text] of observabilityFiles()) writeFileSync(file, text)
