export { DirectoryCopyModule } from './directory-copy.module.ts'
export { DirectoryCopy } from './directory-copy.ts'
export type { Area, Compound, Entry, Ladder, Level, MatterType, Post, Staff, Unit } from './entry.ts'
