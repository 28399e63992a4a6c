import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './start/paths.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

describe('a script of package.json that sets itself up', () => {
  const settingUp = Object.entries(scripts).filter(([, line]) => line.startsWith('node tools/setup.mjs && '))

  // A shell remembers where it found `node` the first time: before the set-up brought the right version. run.mjs finds it, and so does another npm.
  it.each(settingUp)('%s goes on with the Node that the set-up brought', (_, line) => {
    const [, ...others] = line.split(' && ')
    expect(others.length).toBeGreaterThan(0)
    for (const command of others) expect(command).toMatch(/^(npm run |node tools\/run\.mjs )/)
  })
})
