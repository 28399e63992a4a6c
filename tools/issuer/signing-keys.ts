import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

export const algorithm = 'ES256'

/** The issuer's private keys, newest first: kept in a file, so that tokens outlive a restart. Made at the first call. */
export async function signingKeys(file: string): Promise<JWK[]> {
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
    const key = { ...(await exportJWK(privateKey)), kid: 'demo-1', use: 'sig', alg: algorithm }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ keys: [key] }), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, 'utf8')).keys
}
