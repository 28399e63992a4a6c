// Gives intake the mapping packs of a folder, as the editor whose token it is: EDITOR_TOKEN=… node tools/put-packs.mjs <folder> <url of intake>
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Of answers that say "not yet": a service that is starting, and an editor of whom intake learns a moment after the import. */
const triedAgain = [403, 404, 422, 429, 503]
const everyMs = 100
const forMs = 300_000

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, intake] = process.argv.slice(2)
  const token = process.env.EDITOR_TOKEN
  if (!folder || !intake || !token) throw new Error('EDITOR_TOKEN=… node tools/put-packs.mjs <folder> <url of intake>')
  await putPacks(folder, intake, token)
  console.log(`the mapping packs of ${folder} are loaded`)
}

export async function putPacks(folder, intake, token) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const system = name.replace(/\.json$/, '')
    await putPack(`${intake}/v1/mapping-packs/${system}`, readFileSync(join(folder, name), 'utf8'), token)
  }
}

async function putPack(url, body, token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const patience = performance.now() + forMs
  for (;;) {
    const answer = await fetch(url, { method: 'PUT', headers, body }).catch((error) => error)
    if (answer.ok) return
    const isFinal = answer.status !== undefined && !triedAgain.includes(answer.status)
    if (isFinal || performance.now() > patience)
      throw new Error(`PUT ${url}: ${answer.status ?? answer.cause ?? answer} ${await answer.text?.()}`)
    await pause(everyMs)
  }
}
