import { notesConfig } from './notes-config.fixture.ts'
import { runService } from './start.ts'

await runService({
  name: 'notes',
  config: notesConfig,
  module: async (config) => {
    const { gate, NotesModule, staffOf } = await import('./notes.fixture.ts')
    process.on('SIGUSR2', () => gate.open())
    return NotesModule.forRoot({ config, staff: staffOf({}) })
  },
})
