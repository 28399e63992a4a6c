import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { becauseOf } from '@yiwang/counting'
import { combine } from 'shamir-secret-sharing'
import { FAULTS } from './faults.ts'
import { type Evidence, type Verdict, verifyDecision } from './verify-decision.ts'

const help = `yiwang-verify <decision.jsonl> --key <verifier key> [options]

Recounts a decision of owners from what was published. Needs no network and no secret; what it proves: docs/formats/decision.md.

  --key <text>          the signer's key as it is published: <name>+<id>+<base64>
  --receipt <file>      a receipt: its ballot must be on the board; several times if you like
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
      ...(privateKey && { privateKey }),
      onProgress: (lines) => process.stderr.write(`\r${lines} lines`),
    },
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

const FATES = {
  COUNTED: 'counted',
  REPLACED: 'on the board, and replaced by a later one of the same head',
  OTHER_WAY_COUNTS: 'on the board; of this head the ballot of the other way counts',
}

/** What stands in the file cannot pretend to be what is said here. */
const plain = (text: string): string => text.replace(/\p{C}/gu, ' ')

function tell({ decision, faults, heads, ballots, questions = [], election, receipts = new Map() }: Verdict): void {
  if (decision) {
    const { title, ruleSet } = decision
    console.log(
      `${plain(title)}\n${heads} heads on the roll, ${ballots} ballots on the board, rule set ${ruleSet.code}, version ${ruleSet.version}${ruleSet.advisory ? ' (advisory: binds nobody)' : ''}`,
    )
    const textOf = (id: string) => plain(decision.questions.find((question) => question.id === id)?.text ?? id)
    for (const question of questions) {
      console.log(`\n${textOf(question.id)}`)
      for (const { zh, en } of becauseOf(question, ruleSet)) console.log(`  ${en}\n  ${zh}`)
    }
    if (election) {
      for (const part of ['elected', 'alternates', 'secondRound', 'drawn'] as const)
        console.log(`${part}: ${election[part].map(textOf).join(', ') || '-'}`)
    }
    for (const [leaf, fate] of receipts) console.log(`\nYour ballot ${leaf.slice(0, 12)}…: ${FATES[fate]}`)
    console.log('')
  }
  for (const { name, detail, count } of faults)
    console.log(`✗ ${name}: ${FAULTS[name]}${count > 1 ? `, ${count} times` : ''} (${plain(detail)})`)
  console.log(
    faults.length > 0 ? 'It does not hold. 核验未通过。' : '✓ It holds: roll, ballots, count and result are what was signed. 核验通过。',
  )
}

try {
  const asked = await given(process.argv.slice(2))
  if (asked === 'help') console.log(help)
  else {
    const verdict = await verifyDecision(linesOf(createReadStream(asked.file)), asked.evidence)
    process.stderr.write('\r')
    tell(verdict)
    process.exitCode = verdict.faults.length > 0 ? 1 : 0
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\nyiwang-verify --help shows what may be given.`)
  process.exitCode = 2
}
