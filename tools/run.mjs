// Runs a TypeScript program of this repository from source: node tools/run.mjs <file.ts> [arguments].
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [file, ...args] = process.argv.slice(2)

if (Number(process.versions.node.split('.')[0]) < 24) {
  const node24 = resolve(root, 'node_modules/.bin/node')
  if (!existsSync(node24)) {
    console.error(`This needs Node 24 and runs on ${process.version}. Run it through npm (npm start, npm test), which brings its own.`)
    process.exit(1)
  }
  process.exit(spawnSync(node24, [fileURLToPath(import.meta.url), file, ...args], { stdio: 'inherit' }).status ?? 1)
}
if (!process.execArgv.includes('--conditions=source')) {
  const { status, signal } = await new Promise((done) => {
    import('node:child_process').then(({ spawn }) => {
      const child = spawn(
        process.execPath,
        ['--conditions=source', '--enable-source-maps', '--import', resolve(root, 'tools/ts-hooks.mjs'), resolve(file), ...args],
        { stdio: 'inherit' },
      )
      // Ctrl-C reaches the whole group: the program decides how it ends, this process only waits for it.
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => name !== 'SIGINT' && child.kill(name))
      child.on('exit', (status, signal) => done({ status, signal }))
    })
  })
  process.exit(status ?? (signal ? 1 : 0))
}
