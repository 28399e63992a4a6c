import { homeOf, placeOf } from './place.ts'

const home = (building: string, unit: string, kind = 'OWNER') => ({ building, unit, kind })
const many = { staircase: 3, building: 3 }

describe('the place of who gives an opinion', () => {
  it.each([
    ['is building and staircase', home('3', '2'), many, '3栋2单元**'],
    ['is called as the register calls it', home('东楼', '甲梯'), many, '东楼甲梯**'],
    ['of numbers with letters', home('A1', 'B-2'), many, 'A1栋B-2单元**'],
    ['is the building alone where the staircase has too few rooms to hide one', home('3', '2'), { staircase: 2, building: 3 }, '3栋**'],
    ['is nothing where the building has too few, such as a house of its own', home('5', '1'), { staircase: 1, building: 1 }, '**'],
    ['is nothing of one who has no room in the scope', home('3', '2'), { staircase: 0, building: 0 }, '**'],
    ['is nothing where no room is known', undefined, many, '**'],
  ])('%s', (_, of, around, place) => expect(placeOf(of, around)).toBe(place))

  it('is that of what they own before that of what they rent', () => {
    expect(homeOf([home('1', '1', 'TENANT'), home('2', '1')])).toEqual(home('2', '1'))
    expect(homeOf([home('1', '1', 'TENANT')])).toEqual(home('1', '1', 'TENANT'))
    expect(homeOf([])).toBeUndefined()
  })
})
