import type { JWTPayload } from 'jose'
import type { Clock } from '../clock/clock.ts'
import { RequestError } from '../errors/request-problems.ts'
import type { Actor, StaffSource } from './actor.ts'
import { residentId } from './resident-id.ts'
import type { TokenVerifier } from './token-verifier.ts'

const SERVICE_PREFIX = 'service:'

/** Finds out who calls: the token says which login, the directory what that login is at this instant. */
export class ActorResolver {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly staff: StaffSource,
    private readonly clock: Clock,
    private readonly identityClaim: string,
  ) {}

  /** @param authorization the header of this name, `Bearer <token>` */
  async resolve(authorization: string | undefined): Promise<Actor> {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw new RequestError('unauthenticated', 'Send an access token: Authorization: Bearer <token>.')
    return this.actorOf(await this.tokens.verify(token))
  }

  private async actorOf(claims: JWTPayload): Promise<Actor> {
    const service = serviceOf(claims)
    if (service) return { person: service, kind: 'SYSTEM', login: `${SERVICE_PREFIX}${service}`, holdings: [] }
    const login = claims[this.identityClaim]
    if (typeof login !== 'string' || login === '') {
      throw new RequestError('invalid-token', `The access token has no claim ${this.identityClaim}.`)
    }
    const member = await this.staff.staffByLogin(login, this.clock.now())
    if (member) return { person: member.person, kind: 'STAFF', login, holdings: member.holdings }
    // By the subject: a name may change or be given to somebody else.
    return { person: residentId(claims.iss!, claims.sub!), kind: 'RESIDENT', login, holdings: [] }
  }
}

/**
 * The service that calls, from the subject of its client-credentials token. An issuer that names the client must name
 * the same one, so that nobody becomes a service by choosing its name as a login.
 */
function serviceOf({ sub, client_id, azp }: JWTPayload): string | undefined {
  if (!sub?.startsWith(SERVICE_PREFIX)) return undefined
  const client = client_id ?? azp
  return client === undefined || client === sub ? sub.slice(SERVICE_PREFIX.length) : undefined
}
