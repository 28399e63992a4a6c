import { words } from '@yiwang/service-kit'

export const code = words(64).min(1)
