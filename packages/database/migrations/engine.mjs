// Prisma's schema engine in this process: its WASM build over the pg driver.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { migrationAdapter } from './postgres-adapter.mjs'

/** Where the engine leaves its last words: an error that it throws says nothing of a panic. */
export const panic = { message: '', set_message: (message) => (panic.message = message) }
globalThis.PRISMA_WASM_PANIC_REGISTRY = panic

export async function openSchemaEngine(url, schemas = []) {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const binary = readFileSync(script.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const files = schemas.filter((file) => existsSync(file) && statSync(file).isFile())
  const datamodels = files.map((file) => [file, readFileSync(file, 'utf8')])
  if (datamodels.length === 0) datamodels.push(['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n'])
  return bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(await migrationAdapter(url)))
}
