import { randomUUID } from 'node:crypto'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { type EventType, events } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { wgs84ToGcj02 } from '@yiwang/geo'
import { eventually } from '@yiwang/testing'
import { type Serving, serveIntake } from './serving.fixture.ts'
import { grid, here, inOtherStreet, microGrid, outside, street, unit } from './small-district.fixture.ts'

const report = { type: 'lamp', text: '楼下的路灯不亮' }

describe('a report', () => {
  let intake: Serving

  beforeAll(async () => {
    intake = await serveIntake()
  })
  afterAll(() => intake.stop())

  const post = (body: unknown, as = 'resident-1', key: string = randomUUID()) => intake.call('POST', '/v1/matters', { as, key, body })
  const read = (id: unknown, as = 'resident-1') => intake.call('GET', `/v1/matters/${id}`, { as })
  const counts = () =>
    intake.database.one(sql`select (select count(*) from matter) as matters, (select count(*) from attachment where matter is not null) as attached,
      (select count(*) from messaging.outbox_sequence) as told`)

  /** dispatch says where the case of a matter stands. */
  const registered = async (
    id: string,
    state = 'TRIAGE',
    more: { fact?: 'registered' | 'accepted' | 'closed'; person?: string; type?: string } = {},
  ) => {
    const { fact = 'registered', person, type } = more
    const at = timestampFromDate(new Date('2026-11-24T01:00:00Z'))
    const details = {
      type: type ?? 'lamp',
      typeVersion: 1,
      receivedAt: at,
      plan: { calendar: 'cn', case: { amount: 5, unit: 'WORKING_DAYS' } },
    }
    await intake.publish({
      event: events.dispatchCase[fact],
      key: id,
      subject: id,
      area: microGrid,
      at: new Date('2026-11-24T01:00:00Z'),
      value: {
        caseId: id,
        number: `${street}-20261124-${id.slice(-4)}`,
        area: microGrid,
        fact,
        state,
        level: 'GRID',
        unit: unit.team,
        at,
        ...(person !== undefined && { person }),
        ...(fact === 'registered' && { details }),
      },
    })
    await eventually(async () => expect((await read(id, 'dispatcher-1')).body['case']).toMatchObject({ state }))
  }

  it('is readable at once after the 201, with its micro-grid', async () => {
    const { status, body } = await post({ ...report, point: here, observedAt: '2026-11-24T08:00:00+08:00' })
    expect({ status, body }).toEqual({ status: 201, body: { id: expect.any(String), receivedAt: expect.stringMatching(/Z$/) } })
    expect(await read(body['id'])).toMatchObject({
      status: 200,
      body: { ...body, ...report, area: microGrid, observedAt: '2026-11-24T00:00:00.000Z', links: [], attachments: [] },
    })
  })

  it.each([
    ['the area that is named', 'resident-1', { areaCode: grid }, grid],
    ["the reporter's home, else", 'resident-1', {}, microGrid],
    ['the district, if nobody knows', 'resident-2', {}, '500105'],
  ])('without a point lies in %s', async (_, as, place, area) => {
    const { body } = await post({ ...report, ...place }, as)
    expect((await read(body['id'], as)).body).toMatchObject({ area })
  })

  it('takes GCJ-02 and keeps what was sent', async () => {
    const sent = { ...wgs84ToGcj02(here), crs: 'gcj02' }
    const { body } = await post({ ...report, point: sent })
    expect((await read(body['id'])).body).toMatchObject({
      area: microGrid,
      sentPoint: sent,
      point: { lon: expect.closeTo(here.lon, 6), lat: expect.closeTo(here.lat, 6), crs: 'wgs84' },
    })
  })

  it('shows its contact masked, stores it encrypted, and tells it to nobody', async () => {
    const { body } = await post({ ...report, contact: { name: '王小明', phone: '13812345678' } })
    expect((await read(body['id'])).body).toMatchObject({ contact: { name: '王**', phone: '138****5678' } })
    const stored = await intake.database.one<{ all: string }>(
      sql`select row_to_json(m)::text as all from matter m where id = ${body['id']}`,
    )
    expect(stored?.all).not.toMatch(/王小明|13812345678/)
  })

  describe('sent again', () => {
    it('with its key answers the same and makes nothing', async () => {
      const key = randomUUID()
      const first = await post({ ...report, point: here, fields: {} }, 'resident-1', key)
      const before = await counts()
      const again = await post({ fields: {}, point: here, ...report }, 'resident-1', key)
      expect([again.status, again.body]).toEqual([201, first.body])
      expect(await counts()).toEqual(before)
    })

    it('twice at the same instant makes one matter', async () => {
      const key = randomUUID()
      const answers = await Promise.all(Array.from({ length: 5 }, () => post(report, 'resident-1', key)))
      expect(new Set(answers.map(({ status, body }) => `${status} ${body['id']}`)).size).toBe(1)
    })

    it("with somebody else's key is another report", async () => {
      const key = randomUUID()
      const [mine, theirs] = [await post(report, 'resident-1', key), await post(report, 'resident-2', key)]
      expect(mine.body['id']).not.toBe(theirs.body['id'])
    })
  })

  describe('that cannot be taken', () => {
    const reused = randomUUID()
    beforeAll(() => post(report, 'resident-1', reused))

    it.each<[string, unknown, { status: number; type: string; pointer?: string; key?: string; as?: string }]>([
      ['malformed JSON', '{"type": "lamp",', { status: 400, type: 'malformed-json' }],
      ['no type', { text: 'x' }, { status: 400, type: 'invalid-request', pointer: '/type' }],
      ['an unknown field', { ...report, urgent: true }, { status: 400, type: 'invalid-request', pointer: '/urgent' }],
      ['a text that is a number', { ...report, text: 5 }, { status: 400, type: 'invalid-request', pointer: '/text' }],
      ['a blank text', { ...report, text: '  ' }, { status: 400, type: 'invalid-request', pointer: '/text' }],
      ['fields with NUL', { ...report, fields: { partNumber: 'a\0b' } }, { status: 422, type: 'fields-against-type', pointer: '/fields' }],
      [
        'fields with half of a surrogate pair',
        { ...report, fields: { a: ['\ud800'] } },
        { status: 400, type: 'invalid-request', pointer: '/fields' },
      ],
      ['a type with half of a surrogate pair', { ...report, type: '\udfff' }, { status: 400, type: 'invalid-request', pointer: '/type' }],
      [
        'an area with half of a surrogate pair',
        { ...report, areaCode: '\ud800' },
        { status: 400, type: 'invalid-request', pointer: '/areaCode' },
      ],
      ['a text with NUL', { ...report, text: 'a\0b' }, { status: 400, type: 'invalid-request', pointer: '/text' }],
      ['a point in words', { ...report, point: { lon: 'x', lat: 29 } }, { status: 400, type: 'invalid-request', pointer: '/point/lon' }],
      [
        'a contact without a phone',
        { ...report, contact: { name: '王小明' } },
        { status: 400, type: 'invalid-request', pointer: '/contact/phone' },
      ],
      [
        'a latitude beyond the pole',
        { ...report, point: { lon: 106, lat: 91 } },
        { status: 400, type: 'invalid-request', pointer: '/point/lat' },
      ],
      [
        'an instant of the year 0',
        { ...report, observedAt: '0000-01-01T00:00:00Z' },
        { status: 400, type: 'invalid-request', pointer: '/observedAt' },
      ],
      ['an instant in words', { ...report, observedAt: 'today' }, { status: 400, type: 'invalid-request', pointer: '/observedAt' }],
      [
        'ten attachments',
        { ...report, attachments: Array.from({ length: 10 }, () => randomUUID()) },
        { status: 400, type: 'invalid-request', pointer: '/attachments' },
      ],
      ['a list', [report], { status: 400, type: 'invalid-request', pointer: '' }],
      ['no Idempotency-Key', report, { status: 400, type: 'idempotency-key-required', key: '' }],
      [
        'a field that its type requires missing',
        { ...report, type: 'lift' },
        { status: 422, type: 'fields-against-type', pointer: '/fields/building' },
      ],
      [
        'a field that its type does not have',
        { ...report, fields: { colour: 'red' } },
        { status: 422, type: 'fields-against-type', pointer: '/fields/colour' },
      ],
      [
        'a field of the wrong type',
        { ...report, type: 'lift', fields: { building: 'A', floors: 'ten' } },
        { status: 422, type: 'fields-against-type', pointer: '/fields/floors' },
      ],
      ['an unknown type of matter', { ...report, type: 'ghost' }, { status: 422, type: 'unknown-type', pointer: '/type' }],
      [
        "another street's type",
        { ...report, type: 'port-trucks', point: inOtherStreet },
        { status: 422, type: 'unknown-type', pointer: '/type' },
      ],
      ['a point outside the district', { ...report, point: outside }, { status: 422, type: 'point-outside-district', pointer: '/point' }],
      ['an unknown area', { ...report, areaCode: '110101' }, { status: 422, type: 'unknown-area', pointer: '/areaCode' }],
      [
        'an unknown attachment',
        { ...report, attachments: [randomUUID()] },
        { status: 422, type: 'unknown-attachment', pointer: '/attachments/0' },
      ],
      ['a key that was used with another body', { ...report, text: '别的' }, { status: 422, type: 'idempotency-key-reused', key: reused }],
      ['the token of a system', report, { status: 403, type: 'forbidden', as: 'service:dispatch' }],
    ])(
      'because of %s changes nothing and says what to do',
      async (_, body, { status, type, pointer, key = randomUUID(), as = 'resident-1' }) => {
        const before = await counts()
        const answer = await intake.call('POST', '/v1/matters', { as, body, ...(key && { key }) })
        expect(answer).toMatchObject({ status, body: { status, type: `urn:yiwang:problem:${type}`, detail: expect.stringMatching(/\w/) } })
        expect(answer.headers.get('content-type')).toContain('application/problem+json')
        if (pointer !== undefined) expect(answer.body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]))
        expect(await counts()).toEqual(before)
      },
    )

    it.each<[string, () => Promise<string> | string]>([
      ['no token', () => ''],
      ['an expired token', () => intake.issuer.token('resident-1', { expiresIn: -60 })],
      ['a token for somebody else', () => intake.issuer.token('resident-1', { aud: 'another' })],
      ['a token of another issuer', () => intake.issuer.token('resident-1', { iss: 'http://another.example' })],
      ['a token that is no token', () => 'abc.def.ghi'],
    ])('because of %s answers 401', async (_, token) => {
      const before = await counts()
      const authorization = `Bearer ${await token()}`
      const answer = await intake.call('POST', '/v1/matters', { key: randomUUID(), body: report, headers: { authorization } })
      expect(answer).toMatchObject({ status: 401, body: { type: expect.stringMatching(/^urn:yiwang:problem:/), status: 401 } })
      expect(await counts()).toEqual(before)
    })
  })

  describe('has readers:', () => {
    it.each([
      ['the reporter', 'resident-1', 200],
      ['another resident', 'resident-2', 404],
      ['a dispatcher of the street', 'dispatcher-1', 200],
      ['a dispatcher of another street', 'dispatcher-1-other', 404],
      ['a grid worker whose unit does not hold it', 'grid-worker-1', 404],
      ['an editor of packs', 'editor-1', 404],
    ])('%s before anybody holds it', async (_, as, status) => {
      const { body } = await post({ ...report, areaCode: street })
      expect((await read(body['id'], as)).status).toBe(status)
    })

    it('the unit that holds it', async () => {
      const { body } = await post({ ...report, areaCode: street })
      await registered(String(body['id']), 'HANDLING')
      expect((await read(body['id'], 'grid-worker-1')).status).toBe(200)
    })

    it('nobody, if it does not exist', async () => {
      expect(await read(randomUUID())).toMatchObject({ status: 404, body: { type: 'urn:yiwang:problem:not-found' } })
    })
  })

  it('says the number, state, unit and deadline of its case once it is registered', async () => {
    const { body } = await post({ ...report, point: here })
    const id = String(body['id'])
    expect((await read(id)).body).not.toHaveProperty('case')
    await registered(id)
    const expected = { id, number: `${street}-20261124-${id.slice(-4)}`, state: 'TRIAGE', unit: unit.team }
    // Until sla has spoken: five working days after 09:00 of Tuesday the 24th, to the close of business.
    expect((await read(id)).body).toMatchObject({ case: { ...expected, dueAt: '2026-12-01T10:00:00.000Z' } })
    const dueAt = timestampFromDate(new Date('2026-12-02T10:00:00Z'))
    const says = (event: EventType, more: object = {}) =>
      intake.publish({
        ...{ event, key: id, subject: randomUUID(), area: microGrid, at: new Date('2026-11-24T01:00:00Z') },
        value: { caseId: id, kind: 'CASE', dueAt, ...more },
      })
    await says(events.slaClock.started)
    await eventually(async () => expect((await read(id)).body).toMatchObject({ case: { ...expected, dueAt: '2026-12-02T10:00:00.000Z' } }))
    // It waits: the instant is as it was, and is not due.
    await says(events.slaClock.moved, { suspendedSince: timestampFromDate(new Date('2026-11-25T01:00:00Z')) })
    await eventually(async () => expect((await read(id)).body['case']).toEqual(expected))
  })

  it('stands in the list of who made it, newest first, page by page', async () => {
    const as = 'resident-with-many'
    for (let n = 1; n <= 5; n++) await post({ ...report, text: `第 ${n} 件` }, as)
    const texts: unknown[] = []
    let token: unknown
    do {
      const query = token === undefined ? '' : `&pageToken=${token}`
      const { body } = await intake.call<{ items: { text: string }[]; nextPageToken?: string }>('GET', `/v1/matters?pageSize=2${query}`, {
        as,
      })
      texts.push(...body.items.map(({ text }) => text))
      token = body.nextPageToken
    } while (token !== undefined)
    expect(texts).toEqual(['第 5 件', '第 4 件', '第 3 件', '第 2 件', '第 1 件'])
  })

  it.each(['pageSize=201', 'pageSize=0', 'pageToken=abc', 'owner=1'])('is not listed by %s', async (query) => {
    expect((await intake.call('GET', `/v1/matters?${query}`, { as: 'resident-1' })).status).toBe(400)
  })

  describe('and others like it:', () => {
    const at = (metres: number) => ({ lon: here.lon, lat: here.lat + metres / 111_195 })
    const suggest = (body: object, as = 'resident-1') =>
      intake.call<{ items: Record<string, unknown>[] }>('POST', '/v1/matters/suggest-duplicates', { as, body })

    it.each([
      ['a resident sees those within 250 m', 'resident-1', 'pole', [100, 240]],
      ['staff see those within 1,000 m', 'grid-worker-1', 'pole', [100, 240, 900]],
      ['a kindred type finds them too', 'resident-1', 'lamp', [100, 240]],
      ['another type finds none', 'resident-1', 'manhole', []],
    ])('%s', async (_, as, type, distances) => {
      await intake.database.run(sql`update matter set open = false`)
      for (const metres of [240, 100, 900, 1100]) {
        const { body } = await post({ ...report, type: 'pole', point: at(metres) })
        await registered(String(body['id']), 'TRIAGE', { type: 'pole' })
      }
      const closed = await post({ ...report, type: 'pole', point: at(5) })
      await registered(String(closed.body['id']), 'TRIAGE', { type: 'pole' })
      await registered(String(closed.body['id']), 'CLOSED', { fact: 'closed' })
      const { status, body } = await suggest({ type, point: here }, as)
      expect(status).toBe(200)
      expect(body.items.map(({ distanceM }) => distanceM)).toEqual(distances)
      for (const item of body.items)
        expect(item).toEqual({ id: expect.any(String), number: expect.stringMatching(/^500105005-/), distanceM: expect.any(Number) })
    })

    it.each([
      [{ type: 'ghost', point: here }, 422, 'unknown-type'],
      [{ type: 'lamp', point: outside }, 422, 'point-outside-district'],
      [{ type: 'lamp' }, 400, 'invalid-request'],
    ])('a question that cannot be answered: %j', async (body, status, type) => {
      expect(await suggest(body)).toMatchObject({ status, body: { type: `urn:yiwang:problem:${type}` } })
    })

    it('are linked on request, seen from both, and both stay', async () => {
      const [first, second] = [await post(report), await post(report)]
      const link = () => intake.call('POST', `/v1/matters/${second.body['id']}/link`, { as: 'resident-1', body: { to: first.body['id'] } })
      expect(await link()).toMatchObject({ status: 200, body: { id: second.body['id'], links: [{ id: first.body['id'] }] } })
      expect((await link()).body['links']).toHaveLength(1)
      expect((await read(first.body['id'])).body).toMatchObject({ links: [{ id: second.body['id'] }] })
    })

    it('are linked though another person reported them', async () => {
      const [own, other] = [await post({ ...report, point: here }), await post({ ...report, point: at(50) }, 'resident-2')]
      await registered(String(other.body['id']))
      const answer = await intake.call('POST', `/v1/matters/${own.body['id']}/link`, { as: 'resident-1', body: { to: other.body['id'] } })
      expect(answer).toMatchObject({ status: 200, body: { links: [{ id: other.body['id'] }] } })
    })

    it('are not linked to what the caller neither may read nor would be told of', async () => {
      const [own, other] = [await post({ ...report, point: here }), await post({ ...report, point: at(1_100) }, 'resident-2')]
      await registered(String(other.body['id']))
      const answer = await intake.call('POST', `/v1/matters/${own.body['id']}/link`, { as: 'resident-1', body: { to: other.body['id'] } })
      expect(answer).toMatchObject({ status: 422, body: { type: 'urn:yiwang:problem:unknown-matter' } })
      expect((await read(own.body['id'])).body).toMatchObject({ links: [] })
    })

    it.each([
      ['a matter that does not exist', () => randomUUID(), 'resident-1', 422, 'unknown-matter'],
      ['itself', (own: string) => own, 'resident-1', 422, 'unknown-matter'],
      ["another person's matter", (own: string) => own, 'resident-2', 404, 'not-found'],
    ])('are not linked: %s', async (_, to, as, status, type) => {
      const id = String((await post(report)).body['id'])
      const answer = await intake.call('POST', `/v1/matters/${id}/link`, { as, body: { to: to(id) } })
      expect(answer).toMatchObject({ status, body: { type: `urn:yiwang:problem:${type}` } })
    })
  })
})
