import { z } from 'zod'
import { baseConfig } from './start.ts'

export const notesConfig = baseConfig.extend({ NOTE_LIMIT: z.coerce.number().default(3).describe('how many notes are kept') })
export type NotesConfig = z.output<typeof notesConfig>
