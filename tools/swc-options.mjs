// How TypeScript is compiled when it runs from source (jest, tools, services under `npm start`):
// the build's options, with `.ts` specifiers kept and source maps inline.
import { readFileSync } from 'node:fs'

const { sourceMaps: _, ...build } = JSON.parse(readFileSync(new URL('../.swcrc', import.meta.url), 'utf8'))

export const swcFromSource = {
  ...build,
  jsc: { ...build.jsc, rewriteRelativeImportExtensions: false },
  swcrc: false,
  sourceMaps: 'inline',
}
