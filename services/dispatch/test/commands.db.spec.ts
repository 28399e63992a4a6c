import { jest } from '@jest/globals'
import { verifyChain } from '@yiwang/ledger'
import { type Desk, dispatchDesk, escalationEvent } from './desk.ts'
import { person, post, unit } from './small-district.ts'

let desk: Desk
beforeAll(async () => {
  desk = await dispatchDesk()
})
afterAll(() => desk.drop())

const inAnOffice = async (): Promise<string> => {
  const id = await desk.received()
  await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
  return id
}
const problem = (code: string) => expect.objectContaining({ code })

describe('a command', () => {
  it('changes the case, the ledger and the outbox together', async () => {
    const id = await desk.received()
    const view = await desk.give('dispatcher-1', id, 'accept', {})
    expect(view).toMatchObject({
      id,
      state: 'TRIAGE',
      version: 2,
      holder: { person: person('dispatcher-1') },
      allowed: expect.arrayContaining(['dispatch']),
    })
    expect(await desk.see('dispatcher-1', id)).toEqual(view)
    const { entries } = await desk.ledger('dispatcher-1', id)
    expect(entries).toMatchObject([
      { fact: 'registered' },
      { fact: 'accepted', actor: { kind: 'STAFF', id: person('dispatcher-1'), post: post('dispatcher') } },
    ])
    const rows = (await desk.outbox()).filter(({ subject }) => subject === id)
    expect(rows.map(({ value }) => JSON.parse(value))).toEqual(entries)
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2])
    expect(rows.map(({ headers }) => headers['ce_type'])).toEqual([
      'yiwang.dispatch.case.registered.v1',
      'yiwang.dispatch.case.accepted.v1',
    ])
  })

  it('of whom the case is not shown is answered as if there were none', async () => {
    const id = await inAnOffice()
    await expect(desk.give('post-3', id, 'accept', {})).rejects.toEqual(problem('not-found'))
    await expect(desk.give('post-1-other', id, 'accept', {})).rejects.toEqual(problem('not-found'))
  })

  describe('with evidence', () => {
    const withEvidence = (id: string, ...attachments: string[]) =>
      desk.give('post-1', id, 'feed-back', { evidence: attachments.map((attachment) => ({ kind: 'photo', attachment })) })
    const refusedAt = (index: number) =>
      expect.objectContaining({
        code: 'attachment-unknown',
        errors: [expect.objectContaining({ pointer: `/evidence/${index}/attachment` })],
      })

    it('of an unknown attachment is refused', async () => {
      const id = await inAnOffice()
      await expect(withEvidence(id, desk.attachments.uploaded('post-1'), post('a-file'))).rejects.toEqual(refusedAt(1))
      expect(await desk.see('post-1', id)).toMatchObject({ state: 'HANDLING' })
    })

    it('of a file of somebody else is refused in the same words, also of one that belongs to another case', async () => {
      const id = await inAnOffice()
      const answerTo = (attachment: string) => withEvidence(id, attachment).catch(({ code, detail, errors }) => ({ code, detail, errors }))
      const unknown = await answerTo(post('a-file'))
      expect(unknown).toMatchObject({ code: 'attachment-unknown' })
      expect(await answerTo(desk.attachments.uploaded('post-2'))).toEqual(unknown)
      expect(await answerTo(desk.attachments.uploaded('resident-1', await desk.received()))).toEqual(unknown)
    })

    it('of one’s own file is taken', async () => {
      const id = await inAnOffice()
      expect(await withEvidence(id, desk.attachments.uploaded('post-1'))).toMatchObject({ state: 'VERIFYING' })
    })

    it('of a file that belongs to the case is taken, whoever uploaded it', async () => {
      const id = await inAnOffice()
      expect(await withEvidence(id, desk.attachments.uploaded('resident-1', id))).toMatchObject({ state: 'VERIFYING' })
    })
  })
})

describe('a command whose process stood still after it was decided', () => {
  it('is decided anew with the present instant: what was due meanwhile has fired', async () => {
    const id = await desk.received()
    const save = desk.cases.save.bind(desk.cases)
    const saving = jest.spyOn(desk.cases, 'save').mockImplementationOnce(async (...decided) => {
      await new Promise((thawed) => setTimeout(thawed, 600))
      desk.clock.advance(16_250)
      return save(...decided)
    })
    const decidedAt = desk.clock.now()
    await desk.give('dispatcher-1', id, 'decline', { reason: 'a double' })
    saving.mockRestore()
    const { entries } = await desk.ledger('dispatcher-1', id)
    const saved = new Date(decidedAt.getTime() + 16_250).toISOString()
    expect(entries).toMatchObject([{ fact: 'registered' }, { fact: 'declined', at: saved }])
  })
})

describe('of two who accept at once', () => {
  it('one has it, and the other is told who was first', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await inAnOffice()
      const answers = await Promise.allSettled([desk.give('post-1', id, 'accept', {}), desk.give('post-2', id, 'accept', {})])
      const [first, second] = answers[0].status === 'fulfilled' ? answers : [answers[1], answers[0]]
      const winner = answers[0].status === 'fulfilled' ? person('post-1') : person('post-2')
      expect(first).toMatchObject({ status: 'fulfilled', value: { holder: { person: winner } } })
      expect(second).toMatchObject({
        status: 'rejected',
        reason: { code: 'command-not-legal', extra: { by: winner, state: 'HANDLING', at: desk.clock.now().toISOString() } },
      })
    }
  })

  it('also where the case is taken out of the unit of the other while they act', async () => {
    const id = await desk.received({ type: 'plain-grid' })
    await desk.give('grid-worker-1', id, 'solve', {})
    const reading = jest.spyOn(desk.cases, 'read')
    reading.mockImplementationOnce(async (asked) => {
      reading.mockRestore()
      const found = await desk.cases.read(asked)
      await desk.give('community-1', id, 'accept', {})
      return found
    })
    await expect(desk.give('grid-leader-1', id, 'accept', {})).rejects.toMatchObject({
      code: 'command-not-legal',
      extra: { by: person('community-1'), state: 'VERIFYING' },
    })
  })
})

describe('If-Match', () => {
  it('of an old version is 412 where the command would be legal', async () => {
    const id = await inAnOffice()
    await desk.give('post-1', id, 'comment', { text: 'a word' })
    await expect(desk.give('post-1', id, 'accept', {}, { ifMatch: 2 })).rejects.toEqual(problem('version-changed'))
    expect(await desk.give('post-1', id, 'accept', {}, { ifMatch: 3 })).toMatchObject({ version: 4 })
  })

  it('of an old version is 409 where the command is not legal any more', async () => {
    const id = await inAnOffice()
    await desk.give('post-1', id, 'accept', {})
    await expect(desk.give('post-2', id, 'accept', {}, { ifMatch: 2 })).rejects.toEqual(problem('command-not-legal'))
  })

  it('is not spoiled by an escalation', async () => {
    const id = await inAnOffice()
    await desk.escalations([escalationEvent('raised', { caseId: id, clockId: 'c', kind: 'STEP', epoch: 1, rung: 1 })])
    expect(await desk.give('post-1', id, 'accept', {}, { ifMatch: 2 })).toMatchObject({ version: 3 })
    expect((await desk.ledger('post-1', id)).entries).toMatchObject([
      { fact: 'registered' },
      { fact: 'dispatched' },
      { fact: 'escalated', seq: 3 },
      { fact: 'accepted', seq: 4 },
    ])
  })
})

describe('an Idempotency-Key', () => {
  it('gives the same answer again, also when the case has moved on', async () => {
    const id = await inAnOffice()
    const first = await desk.give('post-1', id, 'accept', {}, { key: 'k1' })
    await desk.give('post-1', id, 'feed-back', {})
    expect(await desk.give('post-1', id, 'accept', {}, { key: 'k1' })).toEqual(first)
    expect((await desk.ledger('post-1', id)).entries).toHaveLength(4)
  })

  it('with another command or body is refused', async () => {
    const id = await inAnOffice()
    await desk.give('post-1', id, 'comment', { text: 'a word' }, { key: 'k1' })
    await expect(desk.give('post-1', id, 'comment', { text: 'another' }, { key: 'k1' })).rejects.toEqual(problem('idempotency-key-reused'))
    await expect(desk.give('post-1', id, 'accept', {}, { key: 'k1' })).rejects.toEqual(problem('idempotency-key-reused'))
  })

  it('makes one entry of a command that is sent twice at once', async () => {
    const id = await inAnOffice()
    const answers = await Promise.all([1, 2, 3].map(() => desk.give('post-1', id, 'comment', { text: 'a word' }, { key: 'k1' })))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await desk.ledger('post-1', id)).entries).toHaveLength(3)
  })

  it('belongs to the person: another’s is another', async () => {
    const id = await inAnOffice()
    await desk.give('post-1', id, 'comment', { text: 'mine' }, { key: 'k1' })
    await desk.give('post-2', id, 'comment', { text: 'mine too' }, { key: 'k1' })
    expect((await desk.ledger('post-1', id)).texts).toMatchObject([{ text: 'mine' }, { text: 'mine too' }])
  })
})

describe('people and systems who speak at once', () => {
  it('all get their entry, in one whole chain', async () => {
    const id = await inAnOffice()
    const words = Array.from({ length: 12 }, (_, n) =>
      n % 3 === 0
        ? desk.escalations([escalationEvent('raised', { caseId: id, clockId: `c${n}`, kind: 'STEP', epoch: 1, rung: 1 })])
        : desk.give(n % 2 ? 'post-1' : 'dispatcher-1', id, 'comment', { text: `word ${n}` }),
    )
    await Promise.all(words)
    const { entries } = await desk.ledger('post-1', id)
    expect(entries).toHaveLength(14)
    expect(verifyChain(entries as never)).toEqual({ ok: true })
    expect(await desk.see('post-1', id)).toMatchObject({ version: 10 })
  })
})

describe('free text', () => {
  it('stays with those who work on the case: a canary appears in no event, and in no answer to anybody else', async () => {
    const canary = 'canary-7f3a'
    const id = await inAnOffice()
    await desk.give('post-1', id, 'comment', { text: canary })
    await desk.give('post-1', id, 'feed-back', { reason: canary, text: canary })
    await desk.give('verifier-1', id, 'verify', { result: 'REWORK', reason: canary })
    expect(JSON.stringify(await desk.outbox())).not.toContain(canary)
    expect(JSON.stringify((await desk.ledger('post-1', id)).entries)).not.toContain(canary)
    expect(JSON.stringify((await desk.ledger('post-1', id)).texts)).toContain(canary)
    await expect(desk.ledger('resident-1', id)).rejects.toEqual(problem('not-entitled'))
    await expect(desk.ledger('post-1-other', id)).rejects.toEqual(problem('not-found'))
    for (const login of ['resident-1', 'resident-2', 'post-3', 'dispatcher-1-other', 'grid-worker-1', 'community-1']) {
      expect(JSON.stringify([await desk.list(login), await desk.see(login, id).catch(String)])).not.toContain(canary)
    }
  })

  it('of a declined matter reaches its reporter', async () => {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'decline', { reason: 'this is for the water company' })
    expect(await desk.see('resident-1', id)).toMatchObject({ state: 'DECLINED', reason: 'this is for the water company' })
  })
})

describe('a reporter', () => {
  it('sees their own case: the unit, not the person; and what they may do', async () => {
    const id = await inAnOffice()
    await desk.give('post-1', id, 'accept', {})
    const seen = await desk.see('resident-1', id)
    expect(seen.holder).toEqual({ level: 'STREET', unit: unit('property-office') })
    expect(seen.allowed).toEqual(['withdraw', 'comment'])
    await expect(desk.see('resident-2', id)).rejects.toEqual(problem('not-found'))
  })
})
