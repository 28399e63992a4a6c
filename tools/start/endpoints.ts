import { existsSync, readFileSync } from 'node:fs'
import { endpointsFile, issuerKeysFile, portsFile } from './paths.ts'

/** Where everything of a running `npm start` is: .yiwang/endpoints.json. */
export interface Endpoints {
  readonly http: Record<'directory' | 'intake' | 'dispatch' | 'sla' | 'notify' | 'voting', string>
  readonly grpc: Record<'directory' | 'intake' | 'dispatch' | 'sla' | 'notify' | 'voting', string>
  readonly kafka: string
  readonly postgres: string
  readonly issuer: string
  /** The serving processes themselves; none for servers that were given. */
  readonly pids: Record<string, number>
  /** The demo clock: what it showed at a real instant, both in ms, and how fast it runs. */
  readonly clock: { readonly realOrigin: number; readonly demoOrigin: number; readonly speed: number }
}

/** For tools that use a running platform; says what to do if none runs. */
export function readEndpoints(): Endpoints {
  if (!existsSync(endpointsFile)) throw new Error('Nothing runs here yet. Start it first: npm start')
  return JSON.parse(readFileSync(endpointsFile, 'utf8'))
}

/** The keys with which tokens of the running platform can be signed; only of the issuer that `npm start` brings. */
export function keysOf({ issuer }: Endpoints): string {
  const ports = existsSync(portsFile) ? JSON.parse(readFileSync(portsFile, 'utf8')) : {}
  if (!issuer.endsWith(`:${ports.issuer}`)) throw new Error(`The platform was started with the issuer ${issuer}: get the token there.`)
  return issuerKeysFile
}
