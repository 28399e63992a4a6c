import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { shippedRuleSets } from '@yiwang/counting'
import { eventually } from '@yiwang/testing'
import type { Person } from '../platform/person.ts'
import type { TestPlatform } from '../platform/platform.ts'

const root = resolve(import.meta.dirname, '../..')
export const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

export const COMPOUND = 'ct-01'
/** The staircase that decides: 21 rooms. */
export const STAIRCASE = { building: '1', unit: '1' }

export const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3'] as const

/** A room and the key of its owner: with one room each, but for the last two. */
export const OWNERS = [
  ...[
    ['1-1', 'o0001'],
    ['1-2', 'o0002'],
    ['1-3', 'o0003'],
    ['2-1', 'o0004'],
    ['3-1', 'o0007'],
    ['3-2', 'o0008'],
  ],
  ...[
    ['5-1', 'o0015'],
    ['5-2', 'o0016'],
    ['6-1', 'o0017'],
    ['6-2', 'o0018'],
    ['6-3', 'o0019'],
    ['7-2', 'o0022'],
  ],
  // These have two.
  ...[
    ['2-2', 'o0005'],
    ['2-3', 'o0006'],
  ],
] as [string, string][]
/** The login of the n-th of them. */
export const owner = (n: number) => `owner-${n + 1}`

/** The rule set for demonstrations, with stages of 20 seconds. */
export const trial = JSON.parse(readFileSync(new URL('trial.json', shippedRuleSets), 'utf8')) as {
  readonly ruleSet: { readonly stages: object }
  readonly tests: readonly object[]
}
const CONTACT = { name: 'Synthetic Owner', phone: '19900000000' }

export interface DecisionView {
  readonly id: string
  readonly stage: string
  readonly passed?: boolean
  readonly extended: boolean
  readonly noticeDueAt?: string
  readonly opinionsDueAt?: string
  readonly objectionsDueAt?: string
  readonly closesAt?: string
  readonly countedAt?: string
  readonly noticeEndedAt?: string
  readonly opinionsEndedAt?: string
  readonly objectionsEndedAt?: string
  readonly roll?: { readonly heads: number; readonly area: number }
  readonly checkpoints: { readonly roll?: string; readonly board?: string; readonly result?: string }
}

/** Owners of a staircase of the demo district, whom the community has approved, and what they do together. */
export class Compound {
  private document = ''

  constructor(protected readonly platform: TestPlatform) {}

  as = (login: string): Person => this.platform.person(login)

  /** A person of this login claims a room as this owner, and the community approves it by a document. */
  async settle(login: string, room: string, owner: string, contact = CONTACT): Promise<void> {
    this.document ||= await this.as('community-1').upload(PDF, 'title.pdf')
    const claim = { compound: COMPOUND, ...STAIRCASE, room, as: 'OWNER', owner, ...contact }
    const { id } = await this.as(login).ask<{ id: string }>('directory', 'POST', '/v1/room-claims', claim)
    await this.as('community-1').ask('directory', 'POST', `/v1/room-claims/${id}/approve`, {
      by: 'DOCUMENT',
      owner,
      document: this.document,
    })
  }

  /** A file of this person's. */
  file = (login: string): Promise<string> => this.as(login).upload(PDF, 'file.pdf')

  ask<Body = Record<string, unknown>>(login: string, method: string, path: string, body?: unknown): Promise<Body> {
    return this.as(login).ask<Body>('voting', method, path, body)
  }

  /** A rule set of the district's own, as `trial` but for this. */
  putTrial = (code: string, more: object) =>
    this.ask('editor-1', 'PUT', `/v1/rule-sets/${code}`, { ...trial, ruleSet: { ...trial.ruleSet, code, ...more } })

  /** Of the staircase, by the community; returns its id. */
  async draft(more: object = {}): Promise<string> {
    const { id } = await this.ask<{ id: string }>('community-1', 'POST', '/v1/decisions', {
      ...{ ruleSet: 'trial', scope: { compound: COMPOUND, staircases: [STAIRCASE] }, title: '更换消防设备' },
      questions: [{ id: 'renew', text: '是否更换消防设备？' }],
      trustees: await Promise.all(TRUSTEES.map((login) => this.idOf(login))),
      ...more,
    })
    return id
  }

  decision = (id: string): Promise<DecisionView> => this.ask('community-1', 'GET', `/v1/decisions/${id}`)

  command<Body = DecisionView>(login: string, id: string, command: string, body: object = {}): Promise<Body> {
    return this.ask<Body>(login, 'POST', `/v1/decisions/${id}/${command}`, body)
  }

  async comesTo(id: string, expected: object, timeout = 120_000): Promise<DecisionView> {
    let found: DecisionView | undefined
    await eventually(
      async () => {
        found = await this.decision(id)
        expect(found).toMatchObject(expected)
      },
      { timeout },
    )
    return found!
  }

  /** As `comesTo`, also outside of tests. */
  until(id: string, holds: (decision: DecisionView) => boolean, timeout = 60_000): Promise<DecisionView> {
    return eventually(
      async () => {
        const found = await this.decision(id)
        if (!holds(found)) throw new Error(`decision ${id} is in ${found.stage}`)
        return found
      },
      { timeout },
    )
  }

  async idOf(login: string): Promise<string> {
    return (await this.as(login).me()).person
  }

  vote = (login: string, id: string, room: string, choices: Record<string, string>) =>
    this.command<{ receipt: string; note: string }>(login, id, 'ballots', { room: { ...STAIRCASE, room }, choices })

  /** Each trustee’s share, in their order. */
  async shares(trustees: readonly string[], id: string): Promise<string[]> {
    const shares: string[] = []
    for (const trustee of trustees) shares.push((await this.command<{ share: string }>(trustee, id, 'share')).share)
    return shares
  }

  /** Two trustees open the box, and it is counted. */
  async count(trustees: readonly string[], shares: readonly string[], id: string): Promise<void> {
    await this.command(trustees[0]!, id, 'share', { share: shares[0] })
    await this.command(trustees[2]!, id, 'share', { share: shares[2] })
    await this.comesTo(id, { countedAt: expect.any(String) })
  }

  /** What an outsider finds who recounts the export with the command of the README. */
  async recounted(id: string, ...notes: readonly string[]): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-recount-'))
    try {
      const { publicKey } = await this.get<{ publicKey: string }>('/v1/signer')
      writeFileSync(join(folder, 'decision.jsonl'), await this.text(`/v1/decisions/${id}/export`))
      const receipts = notes.map((note, n) => {
        writeFileSync(join(folder, `receipt-${n}.txt`), note)
        return ['--receipt', join(folder, `receipt-${n}.txt`)]
      })
      const args = ['packages/ledger/bin/yiwang-verify.mjs', join(folder, 'decision.jsonl'), '--key', publicKey, ...receipts.flat()]
      return (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  /** Without sign-in. */
  async text(path: string): Promise<string> {
    const response = await fetch(this.platform.http.voting + path)
    if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}`)
    return response.text()
  }

  async get<Body>(path: string): Promise<Body> {
    return JSON.parse(await this.text(path)) as Body
  }
}
