// Reads the answer of GET /v1/cases/{id}/ledger on stdin and checks its chain with nothing but SHA-256: docs/formats/ledger.md.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const { entries, texts, stretches } = JSON.parse(readFileSync(0, 'utf8'))

let prevHash = '0'.repeat(64)
for (const [index, { hash, ...content }] of entries.entries()) {
  const fits = content.seq === index + 1 && content.prevHash === prevHash && sha256(canonical(content)) === hash
  if (!fits) throw new Error(`The chain is broken at entry ${content.seq}.`)
  console.log(`${content.seq} ${content.at} ${content.fact} -> ${content.state} ${content.level} ${hash.slice(0, 12)}`)
  prevHash = hash
}
for (const { seq, text, salt } of texts) {
  const { textHash } = entries[seq - 1]
  if (sha256(Buffer.from(salt, 'hex'), text) !== textHash) throw new Error(`The text of entry ${seq} is not the one that was written.`)
}
for (const { level, from, to } of stretches) console.log(`held by ${level} from ${from} to ${to ?? 'now'}`)
console.log(`the chain holds: ${entries.length} entries, ${texts.length} texts`)

function sha256(...parts) {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
}

/** RFC 8785 for what a ledger holds: strings, whole numbers, booleans, objects, lists. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`
}
