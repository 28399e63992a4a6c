import type { ClaimDetails } from './claim.ts'
import { bestMatch, isKnownBy, matchOf, type RegisteredOwner } from './register-match.ts'

const wang: RegisteredOwner = { owner: 'O1', name: '王小明', phone: '19900000001', idLastDigits: '100X' }
const claim: ClaimDetails = { name: '王小明', phone: '19900000001', idLastDigits: '100X' }

it.each<[string, Partial<ClaimDetails>, Partial<RegisteredOwner>, [boolean, boolean, boolean | null]]>([
  ['all of it', {}, {}, [true, true, true]],
  ['a name with a space in it', { name: '王 小明' }, {}, [true, true, true]],
  ['a phone with its country', { phone: '+86 19900000001' }, {}, [true, true, true]],
  ['a landline written otherwise', { phone: '02367000001' }, { phone: '023-67000001' }, [true, true, true]],
  ['a small check letter', { idLastDigits: '100x' }, {}, [true, true, true]],
  ['more digits than the register has', { idLastDigits: '31100X' }, {}, [true, true, true]],
  ['fewer digits than the register has', {}, { idLastDigits: '31100X' }, [true, true, true]],
  ['other digits', { idLastDigits: '1001' }, {}, [true, true, false]],
  ['another phone', { phone: '19900000002' }, {}, [true, false, true]],
  ['another name', { name: '王大明' }, {}, [false, true, true]],
  ['no digits', { idLastDigits: undefined }, {}, [true, true, null]],
  ['a register without digits', {}, { idLastDigits: undefined }, [true, true, null]],
  ['a register without a phone', {}, { phone: undefined }, [true, false, true]],
])('compares %s', (_, said, registered, [name, phone, idLastDigits]) => {
  expect(matchOf({ ...claim, ...said }, { ...wang, ...registered })).toEqual({ owner: 'O1', name, phone, idLastDigits })
})

it.each<[string, Partial<ClaimDetails>, boolean]>([
  ['phone and digits', { name: '另一人' }, true],
  ['the phone alone', { idLastDigits: undefined }, false],
  ['the digits alone', { phone: '19900000009' }, false],
])('a claimant is known by both, not by less: %s', (_, said, known) => {
  expect(isKnownBy(matchOf({ ...claim, ...said }, wang))).toBe(known)
})

it('finds the owner who fits best, the first of those who fit alike, and nobody where nobody is', () => {
  const li: RegisteredOwner = { owner: 'O2', name: '李强', phone: '19900000002', idLastDigits: undefined }
  expect(bestMatch({ ...claim, phone: '19900000002', idLastDigits: undefined }, [wang, li])?.owner).toBe('O2')
  expect(bestMatch({ name: '陌生人', phone: '19900000009' }, [wang, li])?.owner).toBe('O1')
  expect(bestMatch(claim, [])).toBeUndefined()
})
