import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const attempts = 60

export interface Answer {
  readonly status: number
  readonly ok: boolean
  readonly body: unknown
}

/** Speaks HTTP with our services as one person or another. */
export class People {
  readonly #tokens = new Map<string, Promise<string>>()

  constructor(private readonly issue: (login: string) => Promise<string>) {}

  /** A service that is away for a moment, or too busy, is asked again for half a minute; what creates carries an Idempotency-Key. */
  async call(login: string, method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#callOnce(login, method, url, body, headers).catch((error: Error) => error)
      const isAway = answer instanceof Error || answer.status === 429 || answer.status >= 500
      if (!isAway) return answer
      if (attempt === attempts) throw new Error(answer instanceof Error ? `${url}: ${answer.message}` : `${url}: ${explain(answer)}`)
      await pause(500)
    }
  }

  async #callOnce(login: string, method: string, url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const isForm = body instanceof FormData
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token(login)}`,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, ok: answer.ok, body: parse(text) }
  }

  /** Uploads a file to intake and gives the id of the attachment. */
  async upload(login: string, intake: string, folder: string, file: string): Promise<string> {
    const form = new FormData()
    form.append('file', new Blob([readFileSync(join(folder, file))]), basename(file))
    const answer = await this.call(login, 'POST', `${intake}/v1/attachments`, form)
    if (!answer.ok) throw new Error(`the file ${file} was refused: ${explain(answer)}`)
    return (answer.body as { id: string }).id
  }

  #token(login: string): Promise<string> {
    const known = this.#tokens.get(login) ?? this.issue(login)
    this.#tokens.set(login, known)
    return known
  }
}

export function explain({ status, body }: Answer): string {
  const { title = '', detail = '' } = (body ?? {}) as { title?: string; detail?: string }
  return `${status} ${title} ${detail}`.trim()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
