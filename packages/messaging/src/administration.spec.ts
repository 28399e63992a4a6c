import { topicsThere } from './administration.ts'

/** What the client does when no broker answers: it takes a member of null. */
const stumbling = async (): Promise<string[]> => (null as unknown as { topics: string[] }).topics

describe('which topics there are', () => {
  it('is asked again where no broker answered', async () => {
    const answers = [stumbling, stumbling, async () => ['there']]
    expect(await topicsThere({ listTopics: () => answers.shift()!() })).toEqual(['there'])
  })

  it('is said to be unknown where none does in the end', async () => {
    await expect(topicsThere({ listTopics: stumbling })).rejects.toThrow('no broker said in time which topics there are')
  })

  it('fails at once for a reason that the broker gives', async () => {
    const answers = [() => Promise.reject(new Error('not authorised')), async () => ['there']]
    await expect(topicsThere({ listTopics: () => answers.shift()!() })).rejects.toThrow('not authorised')
  })
})
