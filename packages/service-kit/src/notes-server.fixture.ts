import { freePorts, type TestIssuer, testIssuer } from '@yiwang/testing'
import { loadConfig, type RunningService, type StaffSource, serve } from './index.ts'
import { NotesModule, notesEnv, staffOf } from './notes.fixture.ts'
import { notesConfig } from './notes-config.fixture.ts'

export interface NotesServer {
  readonly issuer: TestIssuer
  readonly service: RunningService
  request(path: string, init?: RequestInit): Promise<Answer>
  /** With a token of this login. */
  as(login: string, path: string, init?: RequestInit): Promise<Answer>
  stop(): Promise<void>
}
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

/** The notes service with an issuer of its own. */
export async function notesServer(env: Record<string, string> = {}, staff: StaffSource = staffOf({})): Promise<NotesServer> {
  const issuer = await testIssuer()
  const [grpcPort] = await freePorts(1)
  const config = loadConfig(notesConfig, notesEnv(issuer.url, { GRPC_PORT: String(grpcPort), ...env }))
  const service = await serve(NotesModule.forRoot({ config, staff }))
  const request = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(service.http + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} }
  }
  return {
    issuer,
    service,
    request,
    as: async (login, path, init = {}) =>
      request(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${await issuer.token(login)}` } }),
    stop: async () => {
      await service.stop()
      await issuer.stop()
    },
  }
}
