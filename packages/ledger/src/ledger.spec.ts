import fc from 'fast-check'
import { type ChainedEntry, canonical, entryHash, GENESIS_HASH, textHash, verifyChain } from './ledger.ts'

type Entry = ChainedEntry & { fact: string; details: unknown }

function chainOf(contents: readonly { fact: string; details: unknown }[]): Entry[] {
  let prevHash = GENESIS_HASH
  return contents.map((content, index) => {
    const entry = { ...content, seq: index + 1, prevHash }
    prevHash = entryHash(entry)
    return { ...entry, hash: prevHash }
  })
}

const content = fc.record({ fact: fc.string({ unit: 'grapheme' }), details: fc.jsonValue() })
const chain = fc.array(content, { minLength: 2, maxLength: 12 }).map(chainOf)
const place = fc.nat(1_000)

describe('the canonical form', () => {
  it.each([
    [
      'orders members by UTF-16 code units',
      { b: 1, a: 2, '\u20ac': 3, '\ud83d\ude00': 4, '\ufb33': 5 },
      '{"a":2,"b":1,"\u20ac":3,"\ud83d\ude00":4,"\ufb33":5}',
    ],
    ['writes numbers as ECMAScript does', [1e21, 1e-7, 333333333.3333333, -0], '[1e+21,1e-7,333333333.3333333,0]'],
    ['escapes only what must be', '\u20ac$\u000f\nA\'B"\\/', '"€$\\u000f\\nA\'B\\"\\\\/"'],
    ['leaves out absent members', { a: undefined, b: null }, '{"b":null}'],
  ])('%s', (_, value, expected) => {
    expect(canonical(value)).toBe(expected)
  })

  it('refuses what is no JSON', () => {
    expect(() => canonical(undefined)).toThrow(TypeError)
    expect(() => canonical({ a: Number.NaN })).toThrow()
  })
})

describe('hashes', () => {
  it('do not depend on the order of members or on the hash itself', () => {
    expect(entryHash({ b: 1, a: 'x', hash: 'old' })).toBe(entryHash({ a: 'x', b: 1 }))
  })

  it('of a text depend on every bit of the salt', () => {
    const salt = '00112233445566778899aabbccddeeff'
    expect(textHash(salt, '电梯')).not.toBe(textHash(salt.replace(/f$/, 'e'), '电梯'))
    expect(textHash(salt, '电梯')).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a chain', () => {
  it('that nobody touched is whole', () => {
    fc.assert(fc.property(chain, (entries) => verifyChain(entries).ok))
  })

  it('with any edited entry is found, also when the edited entry is hashed again', () => {
    fc.assert(
      fc.property(chain, place, fc.string({ unit: 'grapheme' }), fc.boolean(), (entries, at, fact, hashAgain) => {
        const index = at % (entries.length - 1)
        const before = entries[index]!
        fc.pre(fact !== before.fact)
        const edited = { ...before, fact }
        const forged = entries.with(index, hashAgain ? { ...edited, hash: entryHash(edited) } : edited)
        return !verifyChain(forged).ok
      }),
    )
  })

  it('without one of its entries but the last is found', () => {
    fc.assert(fc.property(chain, place, (entries, at) => !verifyChain(entries.toSpliced(at % (entries.length - 1), 1)).ok))
  })

  it('with two entries swapped is found, also when they are numbered again', () => {
    fc.assert(
      fc.property(chain, place, fc.boolean(), (entries, at, numberAgain) => {
        const index = at % (entries.length - 1)
        const [one, other] = [entries[index]!, entries[index + 1]!]
        const swapped = entries.with(index, other).with(index + 1, one)
        const forged = numberAgain ? swapped.map((entry, k) => ({ ...entry, seq: k + 1 })) : swapped
        return !verifyChain(forged).ok
      }),
    )
  })

  it('with an entry of another chain put in is found', () => {
    fc.assert(
      fc.property(chain, chain, place, (entries, others, at) => {
        const index = at % entries.length
        const foreign = others[index % others.length]!
        fc.pre(foreign.hash !== entries[index]!.hash)
        return !verifyChain(entries.with(index, { ...foreign, seq: index + 1 })).ok
      }),
    )
  })

  it('names the first entry that does not fit', () => {
    const entries = chainOf([1, 2, 3, 4].map((n) => ({ fact: `fact ${n}`, details: {} })))
    expect(verifyChain(entries.with(2, { ...entries[2]!, fact: 'another' }))).toEqual({
      ok: false,
      seq: 3,
      reason: 'hash is not that of the entry',
    })
  })
})
