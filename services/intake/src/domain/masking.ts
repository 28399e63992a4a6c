export interface Contact {
  readonly name?: string | undefined
  readonly phone?: string | undefined
}

/** Of a mobile number its ends are shown; of a shorter one, such as a landline, they would be nearly all of it. */
const MOBILE_DIGITS = 11
const SHORTEST_SHOWN = 7

/** 王小明 → 王**; the rest of a name is nobody's business who has no reason on record. */
const maskName = (name: string): string => {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(rest.length)
}

/** 13812345678 → 138****5678, 67891234 → ******34 */
function maskPhone(phone: string): string {
  const [head, tail] = phone.length >= MOBILE_DIGITS ? [3, 4] : [0, phone.length >= SHORTEST_SHOWN ? 2 : 0]
  return phone.slice(0, head) + '*'.repeat(phone.length - head - tail) + phone.slice(phone.length - tail)
}

export const masked = (contact: Contact): Contact => ({
  ...(contact.name !== undefined && { name: maskName(contact.name) }),
  ...(contact.phone !== undefined && { phone: maskPhone(contact.phone) }),
})
