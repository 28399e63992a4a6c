export * from './database.ts'
export * from './sql.ts'
export { isTransient, markTransient } from './transient.ts'
