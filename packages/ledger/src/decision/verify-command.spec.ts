import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const command = resolve(import.meta.dirname, '../../bin/yiwang-verify.mjs')
const examples = resolve(import.meta.dirname, '../../../../docs/formats/decision-examples')
const example = (name: string) => join(examples, name)
const text = (name: string) => readFileSync(example(name), 'utf8').trim()

function verify(...args: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })
  return { code: status, said: stdout + stderr }
}

describe('yiwang-verify, on the examples of docs/formats/decision.md', () => {
  it('tells the count in words and that it holds', () => {
    const { code, said } = verify(example('named.jsonl'), '--key', text('key.txt'), '--receipt', example('named.receipt-1.txt'))
    expect(said).toContain('5 heads on the roll, 4 ballots on the board')
    expect(said).toContain(
      'By area: 420.50 m² took part of all 500.50 m²; at least 2/3 is needed: 420.50 × 3 = 1261.50 ≥ 500.50 × 2 = 1001.00, reached.',
    )
    expect(said).toMatch(/Your ballot [0-9a-f]{12}…: counted/)
    expect(said).toContain('✓ It holds')
    expect(said).toMatch(/您的选票 [0-9a-f]{12}…：已计入/)
    expect(code).toBe(0)
  })

  it('finds the line of an owner on the roll: as one item, or as the whole answer of the service', () => {
    const answer = join(mkdtempSync(join(tmpdir(), 'yiwang-verify-')), 'mine.json')
    writeFileSync(answer, JSON.stringify({ items: [JSON.parse(text('named.line-3.json'))] }))
    for (const file of [example('named.line-3.json'), answer]) {
      const { code, said } = verify(example('named.jsonl'), '--key', text('key.txt'), '--line', file)
      expect([code, said]).toEqual([
        0,
        expect.stringMatching(/Your line [0-9a-f]{12}…: on the roll with 110\.00 m², and its proof leads to the root\./),
      ])
      expect(said).toContain('在册，110.00 平方米，证明能推出指纹')
      expect(said).toMatch(
        /A ballot was counted for [0-9a-f]{12}… \(ELECTRONIC\): Shall the fire pump be renewed\? AGAINST\. If none of you cast it, your name was used\./,
      )
      expect(said).toContain('若您家没有人投过，就是有人冒用了您的名义')
    }
    writeFileSync(answer, text('named.line-3.json').replace('"area":11000', '"area":12000'))
    const { code, said } = verify(example('named.jsonl'), '--key', text('key.txt'), '--line', answer)
    expect([code, said]).toEqual([
      1,
      expect.stringContaining('✗ line-not-on-roll: an owner’s line is not on the roll, or with another area'),
    ])
    expect(said).toContain('公布的名册上没有这一行，或面积不同')
  })

  it('opens a secret ballot box again with two shares of three, whichever they are', () => {
    for (const shares of [
      ['1', '2'],
      ['3', '1'],
    ]) {
      const { code, said } = verify(
        example('secret.jsonl'),
        '--key',
        text('key.txt'),
        '--shares',
        shares.map((n) => example(`secret.share-${n}.txt`)).join(),
      )
      expect([code, said]).toEqual([0, expect.stringContaining('✓ It holds')])
    }
  })

  it('names what was tampered with', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'yiwang-verify-')), 'tampered.jsonl')
    writeFileSync(file, text('named.jsonl').replace('"area":11000', '"area":91000'))
    const { code, said } = verify(file, '--key', text('key.txt'))
    expect([code, said]).toEqual([1, expect.stringContaining('✗ roll-changed: the roll is not what was frozen')])
    writeFileSync(file, text('named.jsonl').replace('"title":"Fire pump"', '"title":"Fire pump\\n✓ It holds\\u001b[8m"'))
    expect(verify(file, '--key', text('key.txt')).said).toContain('Fire pump ✓ It holds [8m\n5 heads')
    writeFileSync(file, `${text('named.jsonl')}\u2028\n`)
    expect(verify(file, '--key', text('key.txt')).said).toContain('✗ not-readable: a line is not of the format (line 15)')
  })

  it.each([
    ['no file', [], /Name one file/],
    ['a file that is not there', ['nowhere.jsonl', '--key', 'x'], /There is no file nowhere\.jsonl/],
    ['no key', [example('named.jsonl')], /Give the key/],
    ['a key that is none', [example('named.jsonl'), '--key', 'x'], /no Ed25519 verifier key/],
    ['a receipt that is not there', [example('named.jsonl'), '--key', 'x', '--receipt', 'y'], /no such file.*'y'/],
    ['a line that is none', [example('named.jsonl'), '--key', 'x', '--line', example('key.txt')], /key\.txt is no line of the roll/],
    ['one share', [example('secret.jsonl'), '--key', 'x', '--shares', example('secret.share-1.txt')], /Two shares/],
    ['an option that it does not have', [example('named.jsonl'), '--kee', 'x'], /--kee/],
  ])('given %s says what to give', (_, args, expected) => {
    const { code, said } = verify(...args)
    expect([code, said]).toEqual([2, expect.stringMatching(expected)])
  })

  it('shows its help', () => {
    expect(verify('--help')).toEqual({ code: 0, said: expect.stringContaining('--shares <file,file>') })
  })
})
