import { DEMO_PERSONAL_DATA_KEY, personalDataKey } from './personal-data-key.ts'
import { Sealing } from './sealing.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const otherKey = Buffer.alloc(32, 8).toString('base64')
const sealing = new Sealing(key)
const contact = { purpose: 'matter.contact', row: 'matter-1' }
const text = '王小明 13812345678'
const changed = (sealed: Buffer, at: number) => Buffer.from(sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)))

describe('sealed personal data', () => {
  it.each([text, '', '字'.repeat(100_000)])('is opened as it was: %.20s', (original) => {
    expect(sealing.open(sealing.seal(original, contact), contact)).toBe(original)
  })

  it('does not show the text, and never has the same bytes twice', () => {
    const [once, again] = [sealing.seal(text, contact), sealing.seal(text, contact)]
    expect(once.includes('13812345678')).toBe(false)
    expect(once).not.toEqual(again)
  })

  it('is opened by whoever has the key, also from the bytes of a plain array', () => {
    expect(new Sealing(key).open(new Uint8Array(sealing.seal(text, contact)), contact)).toBe(text)
  })

  it('is opened also after a new key has taken the place of its own, and not once that is given up', () => {
    const sealed = sealing.seal(text, contact)
    const rotated = new Sealing(`${otherKey},${key}`)
    expect(rotated.open(sealed, contact)).toBe(text)
    const later = rotated.seal(text, contact)
    expect(new Sealing(otherKey).open(later, contact)).toBe(text)
    expect(() => sealing.open(later, contact)).toThrow()
  })

  it.each<[string, (sealed: Buffer) => string]>([
    ['as that of another row', (sealed) => sealing.open(sealed, { ...contact, row: 'matter-2' })],
    ['as something else of its row', (sealed) => sealing.open(sealed, { ...contact, purpose: 'matter.text' })],
    ['where purpose and row are cut elsewhere', (sealed) => sealing.open(sealed, { purpose: 'matter.contactmatter-1', row: '' })],
    ['with another key', (sealed) => new Sealing(otherKey).open(sealed, contact)],
    ['with its nonce changed', (sealed) => sealing.open(changed(sealed, 1), contact)],
    ['with its tag changed', (sealed) => sealing.open(changed(sealed, 13), contact)],
    ['with its text changed', (sealed) => sealing.open(changed(sealed, 29), contact)],
    ['with its end cut off', (sealed) => sealing.open(sealed.subarray(0, -1), contact)],
    ['with most of its tag cut off', (sealed) => sealing.open(sealed.subarray(0, 17), contact)],
  ])('cannot be opened %s, and the error does not say what is in it', (_, open) => {
    expect(() => open(sealing.seal(text, contact))).toThrow(/^Personal data \(matter\.[a-z0-9-]+\) cannot be opened: [^王1]*$/)
  })

  it.each([
    ['of another form', (sealed: Buffer) => changed(sealed, 0)],
    ['that is empty', () => Buffer.alloc(0)],
  ])('is not guessed at when it is something %s', (_, other) => {
    expect(() => sealing.open(other(sealing.seal(text, contact)), contact)).toThrow('in a form that this version does not know')
  })
})

describe('the key of personal data', () => {
  it.each([key, DEMO_PERSONAL_DATA_KEY])('has 32 bytes in base64', (good) => {
    expect(Buffer.from(personalDataKey.parse(good), 'base64')).toHaveLength(32)
  })

  it('may be followed by earlier ones', () => {
    expect(personalDataKey.parse(`${key},${otherKey}`)).toBe(`${key},${otherKey}`)
  })

  it.each([
    `${key},`,
    `${key},short`,
    Buffer.alloc(16).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    'a passphrase of any kind',
    '',
  ])('is not taken when it is something else: %s', (bad) => {
    expect(personalDataKey.safeParse(bad).success).toBe(false)
  })
})
