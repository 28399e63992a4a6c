import type { TestPlatform } from '../platform/platform.ts'
import { Compound, TRUSTEES } from './compound.ts'

/** Fourteen rooms of ten heads, whose owners the import knows; the developer's flats are not sold yet, and nobody votes for them. */
export const DECIDING = 'ct-31'
export const NEIGHBOURS = [...Array.from({ length: 8 }, (_, n) => `owner-${n + 1}`), 'resident-1']

export interface Voter {
  readonly login: string
  readonly room: { readonly building: string; readonly unit: string; readonly room: string }
}
const voter = (login: string, unit: string, room: string): Voter => ({ login, room: { building: '1', unit, room } })

/** Who votes for a head each, with its area in m². */
export const VOTERS: readonly Voter[] = [
  // With owner-2, two rooms: 165.70.
  voter('owner-1', '1', '101'),
  // Two rooms: 165.70.
  voter('owner-3', '1', '201'),
  // 89.50.
  voter('owner-4', '1', '301'),
  // With owner-5: 76.20.
  voter('owner-4', '1', '302'),
  // A shop: 42.10.
  voter('owner-5', '', 'S01'),
  // 94.80; a parking space does not count.
  voter('owner-6', '2', '101'),
  // 65.40.
  voter('owner-7', '2', '102'),
  // 94.80.
  voter('owner-8', '2', '201'),
  // 65.40.
  voter('resident-1', '2', '202'),
]
/** Who votes for those with whom they own a room. */
const CO_OWNERS = [
  { owners: ['o1', 'o2'], voter: 'o1', filedBy: 'owner-1', consentedBy: 'owner-2' },
  { owners: ['o4', 'o5'], voter: 'o4', filedBy: 'owner-4', consentedBy: 'owner-5' },
]

export interface Cast {
  readonly receipt: string
  readonly note: string
}

/** The small compound of the demo district in which everybody is known, and what they decide together, all of them. */
export class DecidingCompound extends Compound {
  /** Each is known from their first call on; co-owners agree on who votes for them. */
  static async met(platform: TestPlatform): Promise<DecidingCompound> {
    const compound = new DecidingCompound(platform)
    await Promise.all([...NEIGHBOURS, ...TRUSTEES].map((login) => compound.idOf(login)))
    for (const { filedBy, consentedBy, ...mandate } of CO_OWNERS) {
      const filed = { compound: DECIDING, kind: 'CO_OWNERS', ...mandate }
      const { id } = await compound.as(filedBy).ask<{ id: string }>('directory', 'POST', '/v1/mandates', filed)
      await compound.as(consentedBy).ask('directory', 'POST', `/v1/mandates/${id}/consent`)
    }
    return compound
  }

  trusteeIds = (): Promise<string[]> => Promise.all(TRUSTEES.map((login) => this.idOf(login)))

  /** Out of the maintenance fund, by the community; returns its id. */
  override draft(more: object = {}): Promise<string> {
    return super.draft({ ruleSet: 'fund-use', scope: { compound: DECIDING }, ...more })
  }

  cast = ({ login, room }: Voter, id: string, choices: Record<string, string>, headers: Record<string, string> = {}) =>
    this.as(login).ask<Cast>('voting', 'POST', `/v1/decisions/${id}/ballots`, { room, choices }, headers)
}
