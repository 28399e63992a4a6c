import { readFileSync } from 'node:fs'
import { canonical, textHash, verifyChain } from './ledger.ts'

const page = (name: string) => readFileSync(new URL(`../../../docs/formats/${name}`, import.meta.url), 'utf8')
const { entries, texts } = JSON.parse(page('ledger-example.json'))

describe('the example of docs/formats/ledger.md', () => {
  it('is a chain that holds', () => {
    expect(entries).toHaveLength(3)
    expect(verifyChain(entries)).toEqual({ ok: true })
  })

  it('has the text that was written', () => {
    for (const { seq, salt, text } of texts) expect(textHash(salt, text)).toBe(entries[seq - 1].textHash)
    expect(texts).toHaveLength(1)
  })

  it('is what the page says of it', () => {
    const { hash, ...second } = entries[1]
    const { textHash: hashOfText } = entries[2]
    const lines = page('ledger.md').split('\n')
    expect(lines).toContain(canonical(second))
    expect(page('ledger.md')).toContain(`Its SHA-256 is \`${hash}\``)
    expect(page('ledger.md')).toContain(`\`textHash\`, \`${hashOfText}\``)
    expect(page('ledger.md')).toContain(`printf ${texts[0].salt} | xxd -r -p; printf ${texts[0].text}`)
  })

  it('no longer holds once somebody else is said to have accepted', () => {
    const [first, second, third] = entries
    expect(verifyChain([first, { ...second, person: second.unit }, third])).toMatchObject({ ok: false, seq: 2 })
  })
})
