import { masked } from './masking.ts'

it.each([
  [
    { name: '王小明', phone: '13812345678' },
    { name: '王**', phone: '138****5678' },
  ],
  [{ phone: '110' }, { phone: '***' }],
  [{ phone: '6789123' }, { phone: '*****23' }],
  [{ phone: '67891234' }, { phone: '******34' }],
  [{ name: '𠮷田' }, { name: '𠮷*' }],
])('a contact is shown masked: %j', (contact, expected) => {
  expect(masked(contact)).toEqual(expected)
})
