import { demoSecrets, Scanner } from './scanner.ts'

const scanner = new Scanner(
  new Map([
    ['name', ['欧阳测试员', '田林鹏']],
    ['phone', ['18888800017']],
    ['id', ['50010519851212001X']],
    ['canary', ['canary-1']],
  ]),
)

describe('the scanner finds', () => {
  it.each([
    ['a name in a sentence', '{"title":"居民田林鹏来电"}', 'name'],
    ['a name in bytes of a protocol', Buffer.from('\u0012\u000f欧阳测试员\u0018'), 'name'],
    ['a phone', 'call 18888800017 now', 'phone'],
    ['a phone with its country', '+8618888800017', 'phone'],
    ['the number of an identity card, however it is written', '50010519851212001x', 'id'],
    ['a canary', 'x-canary-1-x', 'canary'],
  ])('%s', (_, content, what) => {
    expect(scanner.scan('here', content)).toEqual([{ what, where: 'here' }])
  })

  it.each([
    ['an id that has the digits of no phone', '01a20dfb-9e8c-7740-9c0c-188888000180'],
    ['the name of a place', '溉澜溪社区滨江路口'],
    ['an instant in milliseconds', '1772499600000'],
  ])('nothing in %s', (_, content) => {
    expect(scanner.scan('here', content)).toEqual([])
  })
})

it('knows the people of the demo district', () => {
  const names = demoSecrets().get('name of the demo')!
  expect(names.length).toBeGreaterThan(3_000)
  expect(names).toContain('田林鹏')
})
