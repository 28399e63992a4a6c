import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { combine } from 'shamir-secret-sharing'
import { z } from 'zod'
import { type OwnLine, ownLine } from './own-lines.ts'
import { inWords } from './verdict-in-words.ts'
import { type Evidence, verifyDecision } from './verify-decision.ts'

const help = `yiwang-verify <decision.jsonl> --key <verifier key> [options]

Recounts a decision of owners from what was published. Needs no network and no secret; what it proves: docs/formats/decision.md.

  --key <text>          the signer's key as it is published: <name>+<id>+<base64>
  --receipt <file>      a receipt: its ballot must be on the board; several times if you like
  --line <file>         your line of the roll, as GET /v1/decisions/{id}/roll/mine answered it; likewise;
                        it says too what was counted under your name
  --checkpoint <file>   a signed checkpoint that you kept; likewise
  --shares <file,file>  two trustees' shares: opens a secret ballot box again

Exit code: 0 it holds, 1 it does not, 2 it could not be examined.`

interface Given {
  readonly file: string
  readonly evidence: Evidence
}

/** @throws Error with a sentence for a person. */
async function given(args: readonly string[]): Promise<Given | 'help'> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      receipt: { type: 'string', multiple: true, default: [] },
      line: { type: 'string', multiple: true, default: [] },
      checkpoint: { type: 'string', multiple: true, default: [] },
      shares: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const [file, ...more] = positionals
  if (!file || more.length > 0) throw new Error('Name one file: the export of a decision.')
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  if (!values.key) throw new Error('Give the key of the signer: --key <name>+<id>+<base64>.')
  const texts = (names: readonly string[]) => names.map((name) => `${readFileSync(name, 'utf8').replaceAll('\r\n', '\n').trimEnd()}\n`)
  const privateKey = values.shares === undefined ? undefined : await privateKeyOf(values.shares.split(','))
  return {
    file,
    evidence: {
      ...{ key: values.key, receipts: texts(values.receipt), checkpoints: texts(values.checkpoint) },
      ownLines: values.line.flatMap(linesIn),
      ...(privateKey && { privateKey }),
      onProgress: (lines) => process.stderr.write(`\r${lines} lines`),
    },
  }
}

/** The whole answer, or one item of it. */
function linesIn(file: string): OwnLine[] {
  const answer = z.union([z.object({ items: z.array(ownLine).min(1) }), ownLine.transform((line) => ({ items: [line] }))])
  const { data } = answer.safeParse(asJson(readFileSync(file, 'utf8')))
  if (!data) throw new Error(`${file} is no line of the roll: take it from GET /v1/decisions/{id}/roll/mine.`)
  return data.items
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A share is a file with one line, base64. */
async function privateKeyOf(files: readonly string[]): Promise<Buffer> {
  if (files.length < 2) throw new Error('Two shares open the box: --shares <file>,<file>.')
  return Buffer.from(await combine(files.map((name) => Uint8Array.from(Buffer.from(readFileSync(name, 'utf8').trim(), 'base64')))))
}

/** Between line feeds and nothing else; what is no UTF-8 is a line that cannot be read. */
async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of bytes) {
    let from = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      yield lineOf(rest.length > 0 ? Buffer.concat([rest, chunk.subarray(from, end)]) : chunk.subarray(from, end))
      rest = Buffer.alloc(0)
      from = end + 1
    }
    rest = Buffer.concat([rest, chunk.subarray(from)])
  }
  if (rest.length > 0) yield lineOf(rest)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
function lineOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return ''
  }
}

try {
  const asked = await given(process.argv.slice(2))
  if (asked === 'help') console.log(help)
  else {
    const verdict = await verifyDecision(linesOf(createReadStream(asked.file)), asked.evidence)
    process.stderr.write('\r')
    console.log(inWords(verdict))
    process.exitCode = verdict.faults.length > 0 ? 1 : 0
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\nyiwang-verify --help shows what may be given.`)
  process.exitCode = 2
}
