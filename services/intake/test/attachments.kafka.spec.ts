import { createHash, randomUUID } from 'node:crypto'
import { intakeGrpc } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { grpcClient } from '@yiwang/service-kit'
import { type Serving, serveIntake } from './serving.fixture.ts'
import { here } from './small-district.fixture.ts'

const MB = 1024 * 1024
const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n'), Buffer.from([0x1a, 0x0a]), Buffer.from('a picture')])

const form = (content: Buffer, { type = 'image/png', field = 'file' } = {}): FormData => {
  const body = new FormData()
  body.append(field, new Blob([new Uint8Array(content)], { type }), 'photo.png')
  return body
}

const twoFiles = (): FormData => {
  const body = form(png)
  body.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'another.png')
  return body
}

describe('an attachment', () => {
  let intake: Serving

  beforeAll(async () => {
    intake = await serveIntake()
  })
  afterAll(() => intake.stop())

  const upload = (body: unknown, as = 'resident-1', key?: string) =>
    intake.call('POST', '/v1/attachments', { as, body, ...(key && { key }) })
  const open = (id: unknown, as = 'resident-1') => intake.call<string>('GET', `/v1/attachments/${id}`, { as })
  const count = async () => (await intake.database.one<{ n: string }>(sql`select count(*) as n from attachment`))?.n

  it('is kept with its type, size and hash, and comes back as it was', async () => {
    const { status, body } = await upload(form(png))
    const sha256 = createHash('sha256').update(png).digest('hex')
    expect({ status, body }).toEqual({ status: 201, body: { id: expect.any(String), contentType: 'image/png', size: png.length, sha256 } })
    const back = await open(body['id'])
    expect(back.headers.get('content-type')).toBe('image/png')
    expect(back.headers.get('x-content-type-options')).toBe('nosniff')
    expect(back.body).toContain('a picture')
  })

  it('of exactly 10 MB is taken', async () => {
    expect((await upload(form(Buffer.concat([png, Buffer.alloc(10 * MB - png.length)])))).status).toBe(201)
  })

  it.each<[string, () => unknown, number, string]>([
    ['is larger than 10 MB', () => form(Buffer.concat([png, Buffer.alloc(10 * MB)])), 413, 'body-too-large'],
    ['is a text that says it is a photo', () => form(Buffer.from('<html>')), 415, 'file-type-refused'],
    ['is a PNG that says it is a PDF', () => form(png, { type: 'application/pdf' }), 415, 'file-type-refused'],
    ['is empty', () => form(Buffer.alloc(0)), 415, 'file-type-refused'],
    ['comes under another name', () => form(png, { field: 'photo' }), 400, 'file-missing'],
    ['comes with another file', () => twoFiles(), 400, 'file-missing'],
    ['comes in no form', () => ({ file: 'x' }), 415, 'not-multipart'],
  ])('is refused if it %s', async (_, body, status, type) => {
    const before = await count()
    expect(await upload(body())).toMatchObject({ status, body: { type: `urn:yiwang:problem:${type}` } })
    expect(await count()).toBe(before)
  })

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nab'],
    ['no form behind the boundary', 'multipart/form-data; boundary=b', '--b\r\nbroken'],
  ])('is refused as malformed if the form has %s', async (_, contentType, body) => {
    const authorization = `Bearer ${await intake.issuer.token('resident-1')}`
    const answer = await fetch(`${intake.http}/v1/attachments`, {
      method: 'POST',
      body,
      headers: { authorization, 'content-type': contentType },
    })
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({
      status: 400,
      type: 'urn:yiwang:problem:malformed-request',
    })
  })

  it('sent again with its key is the same, and another file is refused', async () => {
    const key = randomUUID()
    const first = await upload(form(png), 'resident-1', key)
    expect(await upload(form(png), 'resident-1', key)).toMatchObject({ status: 201, body: first.body })
    const other = await upload(form(Buffer.concat([png, Buffer.from('!')])), 'resident-1', key)
    expect(other).toMatchObject({ status: 422, body: { type: 'urn:yiwang:problem:idempotency-key-reused' } })
  })

  it('belongs to one matter, and who reads the matter reads it', async () => {
    const { body: attachment } = await upload(form(png))
    const report = () =>
      intake.call('POST', '/v1/matters', {
        as: 'resident-1',
        key: randomUUID(),
        body: { type: 'lamp', text: '见照片', point: here, attachments: [attachment['id']] },
      })
    expect((await open(attachment['id'], 'dispatcher-1')).status).toBe(404)
    const matter = await report()
    expect(matter.status).toBe(201)
    expect((await intake.call('GET', `/v1/matters/${matter.body['id']}`, { as: 'resident-1' })).body).toMatchObject({
      attachments: [attachment],
    })
    expect((await open(attachment['id'], 'dispatcher-1')).status).toBe(200)
    expect((await open(attachment['id'], 'resident-2')).status).toBe(404)
    expect((await report()).body).toMatchObject({ type: 'urn:yiwang:problem:unknown-attachment' })
  })

  it("of somebody else goes into nobody's report", async () => {
    const { body: attachment } = await upload(form(png), 'resident-2')
    const body = { type: 'lamp', text: '见照片', attachments: [attachment['id']] }
    const answer = await intake.call('POST', '/v1/matters', { as: 'resident-1', key: randomUUID(), body })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attachments/0' }] } })
  })

  describe('and text, asked for by other services', () => {
    const as = (name: string) => grpcClient(intakeGrpc.IntakeService, intake.grpc, { get: () => intake.issuer.token(`service:${name}`) })

    it('are answered to dispatch and notify', async () => {
      const { body: attachment } = await upload(form(png))
      const { body: matter } = await intake.call('POST', '/v1/matters', {
        as: 'resident-1',
        key: randomUUID(),
        body: { type: 'lamp', text: '路灯', point: here },
      })
      const { body: given } = await upload(form(png))
      const { body: withFile } = await intake.call('POST', '/v1/matters', {
        as: 'resident-1',
        key: randomUUID(),
        body: { type: 'lamp', text: '见照片', point: here, attachments: [given['id']] },
      })
      const client = as('dispatch')
      const text = await client.getMatterText({ matterId: String(matter['id']) })
      const found = await client.getAttachments({ ids: [String(attachment['id']), randomUUID(), 'none'] })
      const { attachments: belonging } = await client.getAttachments({ ids: [String(given['id'])] })
      client.close()
      expect(text).toMatchObject({ text: '路灯', type: 'lamp', fieldsJson: '{}', point: { lon: here.lon } })
      expect(found.attachments).toMatchObject([{ ...attachment, uploadedBy: expect.stringMatching(/^[0-9a-f-]{36}$/) }])
      expect(found.attachments[0]!.matterId).toBeUndefined()
      expect(belonging).toMatchObject([{ id: given['id'], matterId: withFile['id'] }])
    })

    it('are given in pieces to voting, which says who sees them', async () => {
      const large = Buffer.concat([png, Buffer.alloc(3 * MB, 'x')])
      const { body: attachment } = await upload(form(large))
      const client = as('voting')
      const chunks: Uint8Array[] = []
      const about: unknown[] = []
      for await (const part of client.streamAttachment({ id: String(attachment['id']) })) {
        if (part.attachment) about.push(part.attachment)
        chunks.push(part.chunk)
      }
      const none = client.streamAttachment({ id: randomUUID() })[Symbol.asyncIterator]().next()
      await expect(none).rejects.toMatchObject({ code: 5 })
      client.close()
      expect(about).toMatchObject([attachment])
      expect(chunks.length).toBeGreaterThan(2)
      expect(Buffer.concat(chunks).equals(large)).toBe(true)
    })

    it('are given in pieces to nobody else', async () => {
      const client = as('dispatch')
      await expect(client.streamAttachment({ id: randomUUID() })[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 7 })
      client.close()
    })

    it.each([
      ['not of an unknown matter', 'notify', 5],
      ['to no other service', 'sla', 7],
    ])('are answered %s', async (_, name, code) => {
      const client = as(name)
      await expect(client.getMatterText({ matterId: randomUUID() })).rejects.toMatchObject({ code })
      client.close()
    })
  })
})
