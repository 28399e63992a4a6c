import { openNote, signerOf, signNote } from '@yiwang/ledger'
import { DEMO_SIGNING_KEY } from '@yiwang/service-kit/start'
import { eventually } from '@yiwang/testing'
import { readGivenRuleSets } from '../src/adapters/folder/rule-set-folder.ts'
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

  it.each(['board', 'committee', 'decisions', 'accounts'])('refuses the %s of what is no code of a compound', async (of) => {
    expect((await voting.call('GET', `/v1/compounds/%00/${of}`)).status).toBe(400)
  })

  it('gives the key that verifies what it signs to everybody', async () => {
    const { status, body } = await voting.call<{ name: string; publicKey: string }>('GET', '/v1/signer')
    expect({ status, name: body.name }).toEqual({ status: 200, name: 'district.example/voting' })
    const note = signNote('a checkpoint\n', signerOf(body.name, Buffer.from(DEMO_SIGNING_KEY, 'base64')))
    expect(openNote(note, body.publicKey)).toBe('a checkpoint\n')
  })

  it('shows its rule sets to everybody, by pages', async () => {
    const { body } = await voting.call<{ items: { code: string }[]; nextPageToken: string }>('GET', '/v1/rule-sets?pageSize=5')
    const next = await voting.call<{ items: { code: string }[] }>('GET', `/v1/rule-sets?pageSize=200&pageToken=${body.nextPageToken}`)
    const codes = [...body.items, ...next.body.items].map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['committee-election', 'fund-use', 'trial']))
    expect(new Set(codes).size).toBe(codes.length)
    const another = await voting.call('GET', `/v1/rule-sets?pageToken=${body.nextPageToken}`, { as: 'resident-1' })
    expect(another.status).toBe(400)
  })

  it('takes a new version of a rule set from an editor, and shows each', async () => {
    const { status, body } = await voting.call('GET', '/v1/rule-sets/trial')
    expect({ status, version: body['version'], advisory: body['advisory'] }).toEqual({ status: 200, version: 1, advisory: true })
    const content = readGivenRuleSets().find(({ ruleSet }) => ruleSet.code === 'trial')!.content as { ruleSet: object; tests: object[] }
    const second = { ...content, ruleSet: { ...content.ruleSet, version: 2 } }
    expect((await voting.call('PUT', '/v1/rule-sets/trial', { body: second })).status).toBe(401)
    expect((await voting.call('PUT', '/v1/rule-sets/trial', { as: 'dispatcher-1', body: second })).status).toBe(403)
    expect(await voting.call('PUT', '/v1/rule-sets/trial', { as: 'editor-1', body: second })).toMatchObject({
      status: 200,
      body: { version: 2 },
    })
    expect((await voting.call('GET', '/v1/rule-sets/trial')).body).toMatchObject({ version: 2 })
    expect((await voting.call('GET', '/v1/rule-sets/trial?version=1')).body).toEqual(body)
    expect((await voting.call('GET', '/v1/rule-sets/trial?version=3')).status).toBe(404)
  })

  it('says everything that is wrong with a rule set', async () => {
    const body = { ruleSet: { code: 'trial', version: 0 }, tests: [] }
    const answer = await voting.call<{ type: string; errors: { pointer: string }[] }>('PUT', '/v1/rule-sets/trial', {
      as: 'editor-1',
      body,
    })
    expect({ status: answer.status, type: answer.body.type }).toEqual({ status: 422, type: 'urn:yiwang:problem:rule-set-refused' })
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['/ruleSet/version', '/ruleSet/form']))
  })

  it('describes itself', async () => {
    const { body } = await voting.call<{ paths: Record<string, Record<string, { security?: object[] }>> }>('GET', '/openapi.json')
    expect(body.paths['/v1/rule-sets/{code}']!['get']!.security).toEqual([{}, { bearer: [] }])
    expect(body.paths['/v1/rule-sets/{code}']!['put']!.security).toBeUndefined()
  })
})
