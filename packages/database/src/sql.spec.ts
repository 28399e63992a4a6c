import { sql, statement } from './sql.ts'

describe('sql', () => {
  it('turns values into parameters, also those that look like SQL', () => {
    const name = "'; drop table kase; --"
    expect(sql`select * from kase where name = ${name} and seq = ${7}`).toEqual({
      text: 'select * from kase where name = $1 and seq = $2',
      values: [name, 7],
    })
  })

  it('splices a nested statement and renumbers its parameters', () => {
    const area = sql`area like ${'500105%'} and level = ${'GRID'}`
    expect(sql`select ${1} from kase where ${area} limit ${50}`).toEqual({
      text: 'select $1 from kase where area like $2 and level = $3 limit $4',
      values: [1, '500105%', 'GRID', 50],
    })
  })

  it('splices statements in statements, and empty ones', () => {
    const inner = sql`b = ${2} ${sql``}`
    expect(sql`a = ${1} and ${sql`(${inner} or c = ${3})`} and d = ${4}`).toEqual({
      text: 'a = $1 and (b = $2  or c = $3) and d = $4',
      values: [1, 2, 3, 4],
    })
  })

  it('keeps arrays, dates and null as values', () => {
    const at = new Date(0)
    expect(sql`${[1, 2]} ${at} ${null} ${undefined}`.values).toEqual([[1, 2], at, null, undefined])
  })
})

it('a named statement takes its values in order', () => {
  const find = statement<[id: string, seq: number]>('find', 'select $1, $2')
  expect(find('a', 2)).toEqual({ name: 'find', text: 'select $1, $2', values: ['a', 2] })
})
