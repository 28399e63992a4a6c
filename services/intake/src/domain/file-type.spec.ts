import { fileTypeOf, isWhatItSays } from './file-type.ts'

const bytes = (...parts: (string | number[])[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))

describe('the type of a file', () => {
  it.each([
    ['a JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'],
    ['a PNG', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a]), 'image/png'],
    ['a WebP', bytes('RIFF', [1, 0, 0, 0], 'WEBPVP8 '), 'image/webp'],
    ['a PDF', bytes('%PDF-1.7'), 'application/pdf'],
    ['a sound in the container of WebP', bytes('RIFF', [1, 0, 0, 0], 'WAVE'), undefined],
    ['a GIF', bytes('GIF89a'), undefined],
    ['a page that calls itself a photo', bytes('<html>'), undefined],
    ['nothing', bytes(''), undefined],
  ])('of %s is seen from its content', (_, content, expected) => {
    expect(fileTypeOf(content)).toBe(expected)
  })

  it.each([
    ['image/png', true],
    ['image/png; charset=binary', true],
    ['application/octet-stream', true],
    ['', true],
    ['image/jpeg', false],
    ['text/html', false],
  ])('a PNG that says %j: %s', (said, expected) => {
    expect(isWhatItSays(said, 'image/png')).toBe(expected)
  })
})
