import { type JWTPayload, jwtVerify } from 'jose'
import { JOSEError, JWTClaimValidationFailed, JWTExpired } from 'jose/errors'
import { RequestError } from '../errors/request-problems.ts'
import type { Issuer } from './issuer.ts'

/** Only what a public key verifies: with a shared secret whoever can check a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const LEEWAY_SECONDS = 5

/** Checks an access token. It says nothing about what its bearer may do. */
export class TokenVerifier {
  /** Issuers write their own name with or without the slash at its end, people give it as they like. */
  private readonly issuers: string[]

  constructor(
    private readonly issuer: Issuer,
    private readonly audience: string,
  ) {
    const name = issuer.url.replace(/\/$/, '')
    this.issuers = [name, `${name}/`]
  }

  async verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.issuer.key, {
        issuer: this.issuers,
        audience: this.audience,
        algorithms: ALGORITHMS,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ['exp', 'sub'],
      })
      return payload
    } catch (error) {
      if (error instanceof JOSEError) throw new RequestError('invalid-token', reason(error), { cause: error })
      throw error
    }
  }
}

function reason(error: JOSEError): string {
  if (error instanceof JWTExpired) return 'The access token has expired. Get a new one.'
  if (error instanceof JWTClaimValidationFailed) return `The claim ${error.claim} of the access token is not acceptable here.`
  return 'The access token was not signed by the issuer that this platform trusts, or is damaged.'
}
