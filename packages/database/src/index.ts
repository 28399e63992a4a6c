export { binaryColumns, type ColumnType } from './binary-arrays.ts'
export * from './database.ts'
export * from './sql.ts'
export { isSchemaBehind, isTransient, markTransient } from './transient.ts'
