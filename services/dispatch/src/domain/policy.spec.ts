import { actor, unit } from '../../test/small-district.ts'
import { Story } from '../../test/story.ts'
import { readingOf } from './policy.ts'

const readBy = (login: string, { kase }: Story) => readingOf(kase, actor(login))

describe('who leads a centre reads what it dispatched, also of a matter that lies in another street', () => {
  const inOtherStreet = () =>
    new Story()
      .give('dispatcher-1', 'report-up', { reason: 'they have the tools' })
      .give('district-1', 'dispatch', { to: { unit: unit('street-centre-other') } })
  const inItsOffice = () => inOtherStreet().give('dispatcher-1-other', 'dispatch', { to: { unit: unit('property-office-other') } })

  it.each(['leader-1-other', 'dispatcher-1-other'])('%s', (login) => {
    expect([readBy(login, inOtherStreet()), readBy(login, inItsOffice())]).toEqual(['FULL', 'FULL'])
    expect(readBy(login, inItsOffice().give('post-1-other', 'feed-back'))).toBe('FULL')
  })

  it('and nothing that another centre dispatched', () => {
    const elsewhere = new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
    expect(readBy('leader-1-other', elsewhere)).toBe('NONE')
    expect(readBy('verifier-1-other', inItsOffice())).toBe('NONE')
  })
})
