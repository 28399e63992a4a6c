import { openNote, signerOf, signNote } from '@yiwang/ledger'
import { DEMO_SIGNING_KEY } from '@yiwang/service-kit/start'
import { eventually } from '@yiwang/testing'
import { type Serving, serveVoting } from './serving.fixture.ts'

describe('voting', () => {
  let voting: Serving
  beforeAll(async () => {
    voting = await serveVoting({ env: { SIGNER_NAME: 'district.example/voting' } })
  })
  afterAll(() => voting.stop())

  it('gets ready', async () => {
    await eventually(async () => expect(await voting.call('GET', '/health/ready')).toMatchObject({ status: 200 }))
  })

  it.each([
    ['without sign-in', undefined],
    ['to who is signed in', 'resident-1'],
  ])('says that there is no such decision, %s', async (_, as) => {
    const { status, body } = await voting.call('GET', '/v1/decisions/01890000-0000-7000-8000-000000000000', { ...(as && { as }) })
    expect({ status, type: body['type'] }).toEqual({ status: 404, type: 'urn:yiwang:problem:not-found' })
  })

  it('refuses what is no id', async () => {
    expect((await voting.call('GET', '/v1/decisions/mine')).status).toBe(400)
  })

  it('gives the key that verifies what it signs to everybody', async () => {
    const { status, body } = await voting.call<{ name: string; publicKey: string }>('GET', '/v1/signer')
    expect({ status, name: body.name }).toEqual({ status: 200, name: 'district.example/voting' })
    const note = signNote('a checkpoint\n', signerOf(body.name, Buffer.from(DEMO_SIGNING_KEY, 'base64')))
    expect(openNote(note, body.publicKey)).toBe('a checkpoint\n')
  })
})
