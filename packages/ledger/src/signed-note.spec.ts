import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { openNote, signerOf, signNote, verifierKey } from './signed-note.ts'

/** Made by golang.org/x/mod/sumdb/note, from the key whose bytes are 1 to 32. */
const seed = Buffer.from(Array.from({ length: 32 }, (_, n) => n + 1))
const key = 'district.example/voting+ec79c05a+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk'
const text = '表决结果已公布。\nThe result is published.\n'
const note = `${text}\n— district.example/voting 7HnAWueb0EyR4zbZHbkVmcBi7au54VqUm9eQv8BE7lTJcnBRRzGK8DQ6/Vd268aqOHcXjCZeB82exdsh8eNQCXIOSQs=\n`
const signer = signerOf('district.example/voting', seed)
const other = signerOf('district.example/other', Buffer.alloc(32, 9))

describe('a signed note', () => {
  it('is what another implementation makes of the same text and key', () => {
    expect(verifierKey(signer)).toBe(key)
    expect(signNote(text, signer)).toBe(note)
  })

  it('opens with the key that signed it, also when others signed it too', () => {
    expect(openNote(note, key)).toBe(text)
    const [, line] = signNote(text, other).split('\n\n')
    expect(openNote(note + line, key)).toBe(text)
    expect(openNote(note + line, verifierKey(other))).toBe(text)
  })

  it.each([
    ['its text was changed', note.replace('published', 'Published')],
    ['its signature was changed', note.replace('7HnAWueb', '7HnAWuec')],
    ['another one signed it', signNote(text, other)],
    ['somebody of the same name signed it', signNote(text, signerOf(signer.name, Buffer.alloc(32, 9)))],
    ['nobody signed it', text],
    ['its signature has no line of its own', note.trimEnd()],
    ['something else stands under it', `${note}and more\n`],
    ['a false signature stands beside the right one', note + note.split('\n\n')[1]!.replace('eQv8', 'eQv9')],
  ])('does not open when %s', (_, changed) => {
    expect(openNote(changed, key)).toBeUndefined()
  })

  it.each([
    ['its id is of another name', key.replace('voting', 'Voting')],
    ['its type is another one', key.replace('+AX', '+BX')],
    ['it is too short', key.slice(0, -4)],
    ['it is empty', ''],
  ])('is not opened with a key that is none: %s', (_, wrong) => {
    expect(() => openNote(note, wrong)).toThrow(TypeError)
  })

  it('is not made of a text without an end, or with control characters, or in a name with spaces', () => {
    expect(() => signNote('no end', signer)).toThrow(TypeError)
    expect(() => signNote('a\tb\n', signer)).toThrow(TypeError)
    expect(() => signerOf('two words', seed)).toThrow(TypeError)
    expect(() => signerOf('a+b', seed)).toThrow(TypeError)
    expect(() => signerOf('short', seed.subarray(1))).toThrow(TypeError)
  })
})

describe('a checkpoint', () => {
  const checkpoint = { origin: 'district.example/voting/roll', size: 42, root: Buffer.alloc(32, 3), extension: ['decision 00'] }

  it('says after signing what it said before', () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, signer), key)).toEqual(checkpoint)
    expect(openCheckpoint(signCheckpoint({ ...checkpoint, size: 0, extension: [] }, signer), key)).toEqual({
      ...checkpoint,
      size: 0,
      extension: [],
    })
  })

  it.each([
    ['has no size', 'origin\n\nAAAA\n'],
    ['has a size with a zero before it', `origin\n042\n${Buffer.alloc(32).toString('base64')}\n`],
    ['has a root of other length', 'origin\n42\nAAAA\n'],
    ['has a root that is written otherwise', `origin\n42\n${Buffer.alloc(32).toString('base64').replace('=', '')}\n`],
    ['has one line', 'origin\n'],
  ])('is none when it %s', (_, words) => {
    expect(openCheckpoint(signNote(words, signer), key)).toBeUndefined()
  })

  it('has no empty line of its own', () => {
    expect(() => signCheckpoint({ ...checkpoint, extension: [''] }, signer)).toThrow(TypeError)
    expect(() => signCheckpoint({ ...checkpoint, origin: 'two\nlines' }, signer)).toThrow(TypeError)
  })
})
