import type { ClaimDetails } from './claim.ts'

/** An owner of a room as the register has them. */
export interface RegisteredOwner {
  readonly owner: string
  readonly name: string
  readonly phone: string | undefined
  readonly idLastDigits: string | undefined
}

/** How a claimant's words compare with the register; null where one of the two does not say. */
export interface Match {
  readonly owner: string
  readonly name: boolean
  readonly phone: boolean
  readonly idLastDigits: boolean | null
}

export const matchOf = (details: ClaimDetails, registered: RegisteredOwner): Match => ({
  owner: registered.owner,
  name: plainName(details.name) === plainName(registered.name),
  phone: registered.phone !== undefined && plainPhone(details.phone) === plainPhone(registered.phone),
  idLastDigits:
    details.idLastDigits === undefined || registered.idLastDigits === undefined
      ? null
      : sameEnd(details.idLastDigits, registered.idLastDigits),
})

/** The owner that fits best; of several that fit alike, the first. */
export function bestMatch(details: ClaimDetails, register: readonly RegisteredOwner[]): Match | undefined {
  const points = ({ name, phone, idLastDigits }: Match) => Number(name) + Number(phone) * 2 + Number(idLastDigits ?? false) * 2
  return register
    .map((owner) => matchOf(details, owner))
    .reduce<Match | undefined>((best, match) => (best && points(best) >= points(match) ? best : match), undefined)
}

/** Both, and nothing less: phone alone is whoever has the telephone. */
export const isKnownBy = ({ phone, idLastDigits }: Match): boolean => phone && idLastDigits === true

const plainName = (name: string): string => name.normalize('NFKC').replace(/\s/g, '')
const plainPhone = (phone: string): string => phone.replace(/\D/g, '').replace(/^86(?=\d{10,})/, '')

/** The shorter one is the end of the longer: a district may keep four digits, and a claimant say six. */
function sameEnd(one: string, other: string): boolean {
  const [a, b] = [one.toUpperCase(), other.toUpperCase()]
  return a.endsWith(b) || b.endsWith(a)
}
