export * from './database.ts'
export * from './sql.ts'
export { isSchemaBehind, isTransient, markTransient } from './transient.ts'
