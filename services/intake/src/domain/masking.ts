export interface Contact {
  readonly name?: string | undefined
  readonly phone?: string | undefined
}

const SHORTEST_SHOWN = 7

/** 王小明 → 王**; the rest of a name is nobody's business who has no reason on record. */
const maskName = (name: string): string => {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(rest.length)
}

/** 13812345678 → 138****5678 */
const maskPhone = (phone: string): string =>
  phone.length < SHORTEST_SHOWN ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}${'*'.repeat(phone.length - 7)}${phone.slice(-4)}`

export const masked = (contact: Contact): Contact => ({
  ...(contact.name !== undefined && { name: maskName(contact.name) }),
  ...(contact.phone !== undefined && { phone: maskPhone(contact.phone) }),
})
