const ROOMS_A_BUILDING = 600
const CHOICES = ['FOR', 'AGAINST', 'ABSTAIN'] as const

/** Heads of a roll, counted from 0: each has one room and one owner, a resident of this login. */
export const roomOf = (n: number) => ({
  building: `${Math.floor(n / ROOMS_A_BUILDING) + 1}`,
  unit: '1',
  room: `${(n % ROOMS_A_BUILDING) + 1}`,
})
/** Each as long as the others, so that their tokens are. */
export const loginOf = (n: number) => `voter-${String(n).padStart(7, '0')}`

/** The one question of a decision of the benches. */
export const QUESTION = 'renew'
export const choiceOf = (n: number) => ({ [QUESTION]: CHOICES[n % CHOICES.length]! })
