import { masked } from './masking.ts'

it.each([
  [
    { name: '王小明', phone: '13812345678' },
    { name: '王**', phone: '138****5678' },
  ],
  [{ phone: '110' }, { phone: '***' }],
  [{ name: '𠮷田' }, { name: '𠮷*' }],
])('a contact is shown masked: %j', (contact, expected) => {
  expect(masked(contact)).toEqual(expected)
})
