import { v5 } from 'uuid'

/** Namespace of residents' ids. It never changes. */
const RESIDENTS = '3f0f6a0e-6f0c-5d1e-9a57-0d4c8f1f7b52'

/** A resident's id follows from issuer and subject, so that every service knows it without asking. */
export const residentId = (issuer: string, subject: string): string => v5(`${issuer}\0${subject}`, RESIDENTS)
