import type { Servers } from './servers.ts'

type Values = Readonly<Record<string, unknown>>
export const personalDataKey = 'x'
export const gatewayLabels: Readonly<Record<string, string>> = {}
export const valuesFor = (_: Servers): Values => ({})
export const secretsFor = (_: Servers): object[] => []
export const withTag = (tag: string): Values => ({ image: { tag } })
export const badMigration: Values = {}
export const neverReady: Values = {}
export const scaledByLag = (_service: string): Values => ({})
