import { setTimeout as pause } from 'node:timers/promises'
import { inboundTopic } from '@yiwang/contracts'
import type { Producer } from '@yiwang/messaging'
import type { Endpoints } from '../start/endpoints.ts'
import type { FeedLine, LineOf } from './feed-line.ts'
import type { MattersOfInbound } from './matters-of-inbound.ts'
import { explain, type People } from './people.ts'
import { fill } from './placeholders.ts'

interface Stage {
  readonly endpoints: Endpoints
  readonly people: People
  readonly producer: Producer
  readonly matters: MattersOfInbound
  /** The folder of the files that are attached. */
  readonly files: string
  readonly run: string
  now(): number
}

type MatterId = () => Promise<string>

/** Does what the lines of a feed say. */
export class FeedPlayer {
  constructor(private readonly stage: Stage) {}

  /** One file, line after line. `signal` ends it. */
  async play(lines: readonly FeedLine[], signal: AbortSignal): Promise<void> {
    await this.stage.matters.ready(signal)
    const matters = new Map<string, MatterId>()
    for (const [index, line] of lines.entries()) {
      await pause(line.afterMs, undefined, { signal })
      const filled = fill(line, this.stage)
      if (filled.kind === 'command') await this.#command(filled, matters, signal)
      else matters.set(filled.id ?? `line ${index + 1}`, await this.#bring(filled, signal))
    }
  }

  #bring(line: LineOf<'inbound'> | LineOf<'report'>, signal: AbortSignal): Promise<MatterId> {
    return line.kind === 'inbound' ? this.#inbound(line, signal) : this.#report(line)
  }

  async #inbound({ system, headers, key, value }: LineOf<'inbound'>, signal: AbortSignal): Promise<MatterId> {
    const topic = (process.env['TOPIC_PREFIX'] ?? '') + inboundTopic(system)
    await this.stage.producer.send([{ topic, key, value: typeof value === 'string' ? value : JSON.stringify(value), headers }])
    const structured = (value ?? {}) as { id?: string }
    return () => this.stage.matters.of(system, headers['ce_id'] ?? structured.id ?? '', signal)
  }

  async #report({ as, body, id }: LineOf<'report'>): Promise<MatterId> {
    const { intake } = this.stage.endpoints.http
    const idempotencyKey = `feed-${this.stage.run}-${id ?? crypto.randomUUID()}`
    const attachments = await this.#uploaded(as, body['attachments'])
    const content = attachments ? { ...body, attachments: attachments.map(({ attachment }) => attachment) } : body
    const answer = await this.stage.people.call(as, 'POST', `${intake}/v1/matters`, content, { 'idempotency-key': idempotencyKey })
    if (!answer.ok) throw new Error(`the report of ${as} was refused: ${explain(answer)}`)
    const matter = (answer.body as { id: string }).id
    return async () => matter
  }

  async #command({ as, on, command, body, patienceMs }: LineOf<'command'>, matters: Map<string, MatterId>, signal: AbortSignal) {
    const matter = await matters.get(on)?.()
    if (!matter) throw new Error(`no line before it has the id "${on}"`)
    const url = `${this.stage.endpoints.http.dispatch}/v1/cases/${matter}`
    await this.#allowed(as, command, url, patienceMs, signal)
    const evidence = await this.#uploaded(as, body['evidence'])
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const answer = await this.stage.people.call(as, 'POST', `${url}/${command}`, evidence ? { ...body, evidence } : body, headers)
    if (!answer.ok) throw new Error(`${command} of ${as} was refused: ${explain(answer)}`)
  }

  async #allowed(login: string, command: string, url: string, patienceMs: number, signal: AbortSignal): Promise<void> {
    for (let waited = 0; ; waited += 200) {
      const answer = await this.stage.people.call(login, 'GET', url)
      if (answer.ok && (answer.body as { allowed: string[] }).allowed.includes(command)) return
      if (waited >= patienceMs) throw new Error(`${login} may not ${command} yet: ${explain(answer)}`)
      await pause(200, undefined, { signal })
    }
  }

  /** Entries with `file` become entries with the id of the uploaded file. */
  async #uploaded(login: string, entries: unknown): Promise<{ kind?: string; attachment: string }[] | undefined> {
    if (!Array.isArray(entries)) return undefined
    const uploaded = entries.map(async ({ file, ...entry }: { file?: string; attachment?: string; kind?: string }) => {
      const attachment = file
        ? await this.stage.people.upload(login, this.stage.endpoints.http.intake, this.stage.files, file)
        : entry.attachment
      return { ...entry, attachment: attachment as string }
    })
    return Promise.all(uploaded)
  }
}
