import { z } from 'zod'

/** What a column keeps and a hash covers as it was sent: no NUL, no half of a surrogate pair. Patterns, so that OpenAPI says it too. */
const WORDS = /^[^\0\ud800-\udfff]*$/u
const SOME_WORDS = /^[^\0\ud800-\udfff]*[^\0\ud800-\udfff\s][^\0\ud800-\udfff]*$/u

/** A text of at most so many characters; it may be empty. */
export const words = (max: number) => z.string().max(max).regex(WORDS, 'must have no NUL and no half of a surrogate pair')

/** A text that says something, without the space around it. */
export const someWords = (max: number) =>
  z.string().min(1).max(max).regex(SOME_WORDS, 'must say something, and have no NUL and no half of a surrogate pair').trim()
