import { nextAttempt } from './attempts.ts'
import { type Audience, peopleOf, type Staffing, tellingsOf } from './audience.ts'
import { wants } from './subscription.ts'
import { render } from './template.ts'
import { faultOfTarget, isPrivateAddress } from './webhook-target.ts'

const staffing: Staffing = {
  personsOf: (unit) => [`someone of ${unit}`, `another of ${unit}`],
  dispatchersOf: (level) => [`dispatcher of the ${level}`],
}

describe('who is told', () => {
  const team = ['someone of U', 'another of U']
  it.each<[Audience, string, string | undefined, readonly string[]]>([
    ['HOLDER', 'GRID', 'who took it', ['who took it']],
    ['HOLDER', 'GRID', undefined, team],
    ['UNIT', 'STREET', 'who took it', team],
    ['NEXT_CENTRE', 'GRID', undefined, ['dispatcher of the STREET']],
    ['NEXT_CENTRE', 'COMMUNITY', undefined, ['dispatcher of the STREET']],
    ['NEXT_CENTRE', 'STREET', undefined, ['dispatcher of the DISTRICT']],
    ['NEXT_CENTRE', 'DISTRICT', undefined, ['dispatcher of the DISTRICT']],
    ['DISTRICT_CENTRE', 'GRID', undefined, ['dispatcher of the DISTRICT']],
    ['CENTRE', 'STREET', undefined, ['dispatcher of the STREET']],
    ['REPORTER', 'STREET', undefined, ['the reporter']],
  ])('%s of a case at %s held by %s', (audience, level, person, expected) => {
    expect(peopleOf(audience, { level, unit: 'U', area: '500105005', person, reporter: 'the reporter' }, staffing)).toEqual(expected)
  })

  it('is nobody where a system reported', () => {
    expect(peopleOf('REPORTER', { level: 'STREET', unit: 'U', area: '500105' }, staffing)).toEqual([])
  })

  it('depends on the state after the fact: a resident is asked, or learns that it is closed', () => {
    expect(tellingsOf('verified', 'ANSWERING')).toEqual([{ audience: 'REPORTER', template: 'case-to-answer' }])
    expect(tellingsOf('verified', 'CLOSED')).toEqual([{ audience: 'REPORTER', template: 'case-closed' }])
    expect(tellingsOf('accepted', 'HANDLING')).toEqual([])
  })
})

describe('a failed delivery', () => {
  const now = new Date('2026-11-24T01:00:00Z')

  it('is tried again ever later, for about a day, and then no more', () => {
    const waits: number[] = []
    for (let again = nextAttempt(1, now, 0); again; again = nextAttempt(waits.length + 1, now, 0))
      waits.push(again.getTime() - now.getTime())
    expect(waits).toHaveLength(10)
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    const day = 24 * 3_600_000
    const whole = waits.reduce((sum, wait) => sum + wait, 0)
    expect(whole).toBeGreaterThan(day * 0.95)
    expect(whole).toBeLessThan(day * 1.05)
  })

  it('is spread by up to a tenth', () => {
    expect(nextAttempt(4, now, 0.999)!.getTime() - nextAttempt(4, now, 0)!.getTime()).toBeCloseTo(5_994, -1)
  })
})

describe('a text', () => {
  it('gets its parameters, and a dash where one is missing', () => {
    expect(render({ title: '{number}', body: 'due {dueAt}' }, { number: '500105005-20261124-0001' })).toEqual({
      title: '500105005-20261124-0001',
      body: 'due –',
    })
  })
})

describe('a webhook', () => {
  const subscription = { types: ['yiwang.sla.escalation.raised.v1'], area: '500105005' }
  it.each([
    ['its type in its area', 'yiwang.sla.escalation.raised.v1', '500105005001', true],
    ['its type in the area above', 'yiwang.sla.escalation.raised.v1', '500105', false],
    ['its type in a sibling', 'yiwang.sla.escalation.raised.v1', '500105006001', false],
    ['another type', 'yiwang.sla.escalation.withdrawn.v1', '500105005001', false],
  ])('gets %s or not', (_, type, area, expected) => {
    expect(wants(subscription, { type, area })).toBe(expected)
  })

  it.each([
    ['https://example.org/hook', 'refuse', undefined],
    ['http://example.org/hook', 'refuse', 'must be https'],
    ['https://127.0.0.1/hook', 'refuse', 'must be a public address'],
    ['https://2130706433/hook', 'refuse', 'must be a public address'],
    ['https://[::1]/hook', 'refuse', 'must be a public address'],
    ['https://[::ffff:10.0.0.1]/', 'refuse', 'must be a public address'],
    ['https://[::127.0.0.1]/', 'refuse', 'must be a public address'],
    ['https://[fec0::1]/', 'refuse', 'must be a public address'],
    ['https://169.254.169.254/latest', 'refuse', 'must be a public address'],
    ['https://localhost/', 'refuse', 'must be a public address'],
    ['https://user:secret@example.org/', 'refuse', 'must not carry credentials'],
    ['file:///etc/passwd', 'allow', 'must be http or https'],
    ['not a url', 'allow', 'is no URL'],
    ['http://127.0.0.1:8080/hook', 'allow', undefined],
  ] as const)('to %s with private targets %sd: %s', (url, mode, fault) => {
    expect(faultOfTarget(url, mode)).toBe(fault)
  })

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '0.0.0.0',
    '100.64.1.1',
    'no address',
  ])('never reaches %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each(['8.8.8.8', '2400:3200::1'])('may reach %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })
})
