#!/usr/bin/env node
// Prisma's schema engine without a native binary: what the official command line expects of it (JSON-RPC on standard input and output,
// and a few subcommands), answered by the engine's WASM build over the pg driver. Used by PRISMA_SCHEMA_ENGINE_BINARY.
import { createInterface } from 'node:readline'
import { openSchemaEngine, panic } from '../../packages/database/migrations/engine.mjs'
import { connectionFields, runSql } from '../../packages/database/migrations/postgres-adapter.mjs'

const { schemas, url, subcommand } = readArguments(process.argv.slice(2))
if (subcommand) process.exit(await runSubcommand(subcommand))

let current = 0
process.on('uncaughtException', (error) => {
  answerError(current, panic.message || String(error?.stack ?? error))
  process.exitCode = 101
})

let engine
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue
  const { id, method, params } = JSON.parse(line)
  if (method) await serve(id, method, params && Object.keys(params).length > 0 ? params : undefined)
}
process.exit(0)

async function serve(id, method, params) {
  current = id
  try {
    engine ??= await openSchemaEngine(url, schemas)
    const result = method === 'evaluateDataLoss' ? await evaluateDataLoss(params) : await engine[method](params)
    if (method === 'diff' && result?.stdout) {
      // The native engine prints a diff through a call of its own.
      send({ id: 1_000_000_000, method: 'print', params: { content: result.stdout } })
      result.stdout = null
    }
    send({ id, result: result ?? null })
  } catch (error) {
    const isPanic = error instanceof WebAssembly.RuntimeError
    const message = isPanic ? panic.message : String(error?.message ?? error)
    const code = error?.code ?? /\b(P\d{4})\b/.exec(message)?.[1] ?? null
    answerError(id, message, { is_panic: isPanic, error_code: code, meta: error?.meta ?? null })
  }
}

/** The WASM engine cannot open a shadow database inside evaluateDataLoss; the difference and a look for destructive SQL say the same. */
async function evaluateDataLoss({ migrationsList, schema, filters }) {
  const from = { tag: 'migrations', ...migrationsList }
  const to = { tag: 'schemaDatamodel', ...schema }
  const { stdout, exitCode } = await engine.diff({ from, to, script: true, exitCode: true, filters })
  const destructive = /\bDROP (TABLE|COLUMN|TYPE)\b|\bSET NOT NULL\b|\bTYPE\b.*\bUSING\b/
  const lines = (stdout ?? '').split('\n').filter((line) => destructive.test(line))
  return {
    migrationSteps: exitCode === 2 ? 1 : 0,
    unexecutableSteps: [],
    warnings: lines.map((line) => ({ stepIndex: 0, message: `Destructive step: ${line.trim()}` })),
  }
}

async function runSubcommand(name) {
  const connection = connectionFields(url)
  const administration = { ...connection, database: 'postgres' }
  try {
    if (name === 'can-connect-to-database') await runSql(connection)
    if (name === 'create-database') await runSql(administration, `create database "${connection.database}"`)
    if (name === 'drop-database') await runSql(administration, `drop database "${connection.database}"`)
    return 0
  } catch (error) {
    const error_code = { '3D000': 'P1003', '28P01': 'P1000' }[error.code] ?? 'P1001'
    const record = { timestamp: new Date().toISOString(), level: 'ERROR', target: 'schema_engine::logger' }
    process.stderr.write(`\n${JSON.stringify({ ...record, fields: { message: error.message, error_code, is_panic: false } })}\n`)
    return 1
  }
}

function readArguments(args) {
  const found = { schemas: [], url: process.env.DATABASE_URL, subcommand: undefined }
  for (let n = 0; n < args.length; n++) {
    if (args[n] === '--datamodels') found.schemas.push(args[++n])
    else if (args[n] === '--datasource') found.url = JSON.parse(args[++n]).url ?? found.url
    else if (args[n] === 'cli') found.subcommand = args[++n]
    else if (/^--(enabled|extension)/.test(args[n])) n++
  }
  return found
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function answerError(id, message, data = { is_panic: false }) {
  const text = 'An error happened. Check the data field for details.'
  send({ id, error: { code: 4466, message: text, data: { message, ...data } } })
}
