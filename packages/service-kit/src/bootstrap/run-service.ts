import type { DynamicModule, Type } from '@nestjs/common'
import type { z } from 'zod'
import type { BaseConfig, baseConfig } from '../config/base-config.ts'
import { ConfigurationError, loadConfig } from '../config/load-config.ts'
import { giveBackMemory, giveBackMemoryOnceQuiet } from './give-back-memory.ts'
import type { RunningService } from './serve.ts'

type ConfigSchema = z.ZodObject<(typeof baseConfig)['shape']>

export interface ServiceToRun<Schema extends ConfigSchema> {
  readonly name: string
  readonly config: Schema
  /** Loads the module only when telemetry is in place: `async (config) => (await import('./sla.module.ts')).SlaModule.forRoot(config)`. */
  readonly module: (config: z.output<Schema>) => Promise<Type | DynamicModule>
}

/** A service's whole main: configuration, telemetry before everything else, the service, and its orderly end. */
export async function runService<Schema extends ConfigSchema>({ name, config: schema, module }: ServiceToRun<Schema>): Promise<void> {
  for (const signal of SIGNALS) process.on(signal, endAtOnce)
  const config = configurationOrExit(name, schema)
  const base = config as unknown as BaseConfig
  const { startTelemetry } = await import('../telemetry/start-telemetry.ts')
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TRACE_SAMPLE_RATIO: sampleRatio } = base
  const telemetry = await startTelemetry({ service: name, endpoint, sampleRatio, instrument: true })
  const [{ serve }, { Lifecycle }, { createLogger }] = await Promise.all([
    import('./serve.ts'),
    import('./lifecycle.ts'),
    import('../logging/logger.ts'),
  ])
  const log = createLogger({ service: name, level: base.LOG_LEVEL })
  try {
    const running = await serve(await module(config), log)
    endOnSignals(running, base.STOP_TIMEOUT_MS, () => telemetry.stop())
    await running.app.get(Lifecycle).needsMet()
    giveBackMemory()
    giveBackMemoryOnceQuiet()
  } catch (error) {
    exitIfMisconfigured(name, error)
    log.error({ err: error }, 'the service could not start')
    process.exit(1)
  }
}

function configurationOrExit<Schema extends ConfigSchema>(name: string, schema: Schema): z.output<Schema> {
  try {
    return loadConfig(schema)
  } catch (error) {
    exitIfMisconfigured(name, error)
    throw error
  }
}

/** Also what is configured in files that a variable names is found out at the start. */
function exitIfMisconfigured(name: string, error: unknown): void {
  if (!(error instanceof ConfigurationError)) return
  process.stderr.write(`${name} does not start. ${error.message}\n`)
  process.exit(1)
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** While it starts. As the first process of a container it would not hear a signal that nobody listens to, and be waited for in vain. */
const endAtOnce = () => process.exit(0)

/** The first signal stops the service in order, a second one or a stop that takes too long ends it at once. */
function endOnSignals({ log, stop }: RunningService, timeoutMs: number, last: () => Promise<void>): void {
  let stopping = false
  const end = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.warn({ timeoutMs }, 'the stop took too long; ended')
      process.exit(1)
    }, timeoutMs).unref()
    await stop()
    await last()
    log.info({}, 'stopped')
    process.exit(0)
  }
  for (const signal of SIGNALS) process.off(signal, endAtOnce).on(signal, () => void end(signal))
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error({ err: error }, `${event}: the process ends`)
      process.exit(1)
    })
  }
}
