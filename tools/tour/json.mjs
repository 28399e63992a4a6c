// json [path …]: JSON on stdin, indented; the value at one path (`case.number`, `items.0.id`,
// `items.eventId=17.id`: of the item whose eventId is 17); or a line `path: value` for each of several. Of several lines of JSON the last counts.
import { readFileSync } from 'node:fs'

const paths = process.argv.slice(2)
const input = readFileSync(0, 'utf8')
try {
  const whole = JSON.parse(isWhole(input) ? input : input.trim().split('\n').at(-1))
  const [only] = paths
  if (only === undefined) console.log(JSON.stringify(whole, null, 2))
  else if (paths.length === 1) console.log(shown(at(whole, only)))
  else for (const path of paths) console.log(`${path}: ${shown(at(whole, path))}`)
  // A refusal has none of what was asked for: it is shown whole, so that nobody has to guess.
  if (only !== undefined && whole.status >= 400) console.error(input)
} catch {
  console.error(`This is no JSON: ${input}`)
  process.exitCode = 1
}

function at(value, path) {
  return path.split('.').reduce((part, name) => (name.includes('=') ? itemWith(part, name.split('=')) : part?.[name]), value)
}

function itemWith(items, [name, wanted]) {
  return items?.find((item) => item[name] === wanted)
}

function shown(value) {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')
}

function isWhole(text) {
  try {
    return JSON.parse(text) !== undefined
  } catch {
    return false
  }
}
