import { streetOf } from './area.ts'

const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/** The day that a case's number names: `yyyymmdd` in Shanghai. */
export const numberDay = (at: Date): string => new Date(at.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '')

/** What the serial counts within: a street (or the district) and a day. */
export const numberSeries = (area: string, at: Date): string => `${streetOf(area)}-${numberDay(at)}`

/** `<street code>-<yyyymmdd>-<serial>`, short enough to say aloud. */
export const caseNumber = (series: string, serial: number): string => `${series}-${String(serial).padStart(4, '0')}`
