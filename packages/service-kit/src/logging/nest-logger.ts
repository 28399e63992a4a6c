import type { LoggerService } from '@nestjs/common'
import type { Logger } from './logger.ts'

/** What Nest says goes the same way; its chatter about routes only at debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly out: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.out.debug(context(rest), String(message))
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.out.debug(context(rest), String(message))
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.out.debug(context(rest), String(message))
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.out.warn(context(rest), String(message))
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.out.error({ ...context(rest), ...(message instanceof Error && { err: message }) }, String(message))
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest)
  }
}

const context = (rest: unknown[]): Record<string, unknown> => ({ context: rest.at(-1) })
