#!/usr/bin/env node
// npx yiwang-verify <decision.jsonl> --key <verifier key>
import { fileURLToPath } from 'node:url'

process.argv.splice(2, 0, fileURLToPath(new URL('../src/decision/verify-command.ts', import.meta.url)))
await import('../../../tools/run.mjs')
