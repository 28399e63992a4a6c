import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { algorithm, signingKeys } from './signing-keys.ts'

export interface TokenRequest {
  /** Login of a person, or `service:<name>`. A login that is no staff is a resident. */
  login: string
  audience: string
  expiresInSeconds: number
}

/** An access token as the issuer itself would give it, signed with its key. */
export async function issueToken(issuer: string, keyFile: string, { login, audience, expiresInSeconds }: TokenRequest): Promise<string> {
  const [key] = await signingKeys(keyFile)
  if (!key?.kid) throw new Error(`no key in ${keyFile}`)
  return new SignJWT({ scope: 'openid', client_id: login.startsWith('service:') ? login : 'yiwang-cli' })
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setSubject(login)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(new Date(Date.now() + expiresInSeconds * 1000))
    .sign(await importJWK(key, algorithm))
}
