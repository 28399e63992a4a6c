const types = [
  { contentType: 'image/jpeg', at: 0, magic: [0xff, 0xd8, 0xff] },
  { contentType: 'image/png', at: 0, magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { contentType: 'application/pdf', at: 0, magic: [0x25, 0x50, 0x44, 0x46, 0x2d] },
] as const

export const fileTypes = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const
export type FileType = (typeof fileTypes)[number]

export const MAX_FILE_BYTES = 10 * 1024 * 1024

/** What a file says when nobody knows: then only its content counts. */
const SAYS_NOTHING = ['', 'application/octet-stream', 'binary/octet-stream']

/** What a file is, by its first bytes; undefined for all that we do not take. */
export function fileTypeOf(content: Uint8Array): FileType | undefined {
  const isRiff = ascii(content, 0) === 'RIFF' && ascii(content, 8) === 'WEBP'
  if (isRiff) return 'image/webp'
  return types.find(({ at, magic }) => magic.every((byte, i) => content[at + i] === byte))?.contentType
}

const ascii = (content: Uint8Array, from: number): string => String.fromCharCode(...content.subarray(from, from + 4))

/** Whether a file is what its sender says it is. */
export function isWhatItSays(said: string, found: FileType): boolean {
  const type = (said.split(';')[0] ?? '').trim().toLowerCase()
  return SAYS_NOTHING.includes(type) || type === found || (type === 'image/jpg' && found === 'image/jpeg')
}
