import type { FactoryProvider, InjectionToken } from '@nestjs/common'
import { Gauges } from './gauges.ts'

export interface GaugesOf<Injected extends unknown[]> {
  readonly name: string
  readonly inject: InjectionToken[]
  /** Looks and records; each of its statements touches a bounded number of rows, by an index. */
  readonly look: (...injected: Injected) => unknown
}

/** How something of a service stands. Goes into its providers. */
export function gaugesOf<Injected extends unknown[]>({ name, inject, look }: GaugesOf<Injected>): FactoryProvider {
  return {
    provide: Symbol(`Gauges ${name}`),
    inject: [Gauges, ...inject],
    useFactory: (gauges: Gauges, ...injected: Injected) => gauges.register(name, () => look(...injected)),
  }
}
