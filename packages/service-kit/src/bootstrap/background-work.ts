import type { FactoryProvider, InjectionToken } from '@nestjs/common'
import { Lifecycle } from './lifecycle.ts'

export interface BackgroundWork<Injected extends unknown[]> {
  readonly name: string
  readonly inject: InjectionToken[]
  /** Begins it and returns how to stop it; runs once what consumers need is there. */
  readonly start: (...injected: Injected) => () => unknown
}

/** Something that a service does by itself, such as a sweep. Goes into its providers. */
export function backgroundWork<Injected extends unknown[]>({ name, inject, start }: BackgroundWork<Injected>): FactoryProvider {
  return {
    provide: Symbol(`BackgroundWork ${name}`),
    inject: [Lifecycle, ...inject],
    useFactory: (lifecycle: Lifecycle, ...injected: Injected) => {
      lifecycle.afterNeeds(name, () => lifecycle.onStop('work', name, start(...injected)))
    },
  }
}
