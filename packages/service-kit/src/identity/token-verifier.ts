import { type JWTPayload, jwtVerify } from 'jose'
import { JOSEError, JWTClaimValidationFailed, JWTExpired } from 'jose/errors'
import { type Clock, SystemClock } from '../clock/clock.ts'
import { RequestError } from '../errors/request-problems.ts'
import type { Issuer } from './issuer.ts'
import { VerifiedTokens } from './verified-tokens.ts'

/** Only what a public key verifies: with a shared secret whoever can check a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const LEEWAY_SECONDS = 5

/** Checks an access token. It says nothing about what its bearer may do. */
export class TokenVerifier {
  /** Issuers write their own name with or without the slash at its end, people give it as they like. */
  private readonly issuers: string[]
  private readonly verified = new VerifiedTokens()

  constructor(
    private readonly issuer: Issuer,
    private readonly audience: string,
    // Tokens run on real time, whatever clock the service has.
    private readonly clock: Pick<Clock, 'now'> = new SystemClock(),
  ) {
    const name = issuer.url.replace(/\/$/, '')
    this.issuers = [name, `${name}/`]
  }

  async verify(token: string): Promise<JWTPayload> {
    const keys = this.issuer.freshKeys
    const known = keys && this.verified.find(token, keys, this.clock.now().getTime())
    if (known) return known
    const payload = await this.check(token)
    // Keys that were fetched in between may not be those that verified it.
    if (keys && keys === this.issuer.freshKeys) this.verified.add(token, payload, keys, (payload.exp! + LEEWAY_SECONDS) * 1_000)
    return payload
  }

  private async check(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.issuer.key, {
        issuer: this.issuers,
        audience: this.audience,
        algorithms: ALGORITHMS,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ['exp', 'sub'],
        currentDate: this.clock.now(),
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
