import { ContactCipher } from './contact-cipher.ts'

const cipher = new ContactCipher(Buffer.alloc(32, 7))
const contact = { name: '王小明', phone: '13812345678' }

describe('a contact at rest', () => {
  it('comes back as it was', () => {
    expect(cipher.decrypt('matter-1', cipher.encrypt('matter-1', contact))).toEqual(contact)
  })

  it('is never encrypted to the same bytes twice', () => {
    expect(cipher.encrypt('matter-1', contact)).not.toEqual(cipher.encrypt('matter-1', contact))
  })

  it.each([
    ['in the row of another matter', (sealed: Buffer) => new ContactCipher(Buffer.alloc(32, 7)).decrypt('matter-2', sealed)],
    ['under another key', (sealed: Buffer) => new ContactCipher(Buffer.alloc(32, 8)).decrypt('matter-1', sealed)],
    [
      'with a byte changed',
      (sealed: Buffer) => cipher.decrypt('matter-1', Buffer.from(sealed.map((byte, i) => (i === 30 ? byte ^ 1 : byte)))),
    ],
  ])('cannot be read %s', (_, read) => {
    expect(() => read(cipher.encrypt('matter-1', contact))).toThrow()
  })
})
