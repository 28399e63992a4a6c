/** A post that a staff member holds, with what follows from it. */
export interface Holding {
  readonly post: string
  readonly role: string
  readonly unit: string
  readonly level: string
  readonly area: string
}

/** Who calls. A token proves the login; the holdings are those at the instant of the call. */
export interface Actor {
  /** Id of the person; of a service its name. */
  readonly person: string
  readonly kind: 'STAFF' | 'RESIDENT' | 'SYSTEM'
  readonly login: string
  readonly holdings: readonly Holding[]
}

export interface StaffMember {
  readonly person: string
  readonly holdings: readonly Holding[]
}

/** Where staff are looked up: directory's own database, every other service's copy of the directory. */
export interface StaffSource {
  staffByLogin(login: string, at: Date): StaffMember | undefined | Promise<StaffMember | undefined>
}
/** Injection token of the StaffSource. */
export const STAFF_SOURCE = Symbol('StaffSource')
