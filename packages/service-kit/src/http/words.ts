import { z } from 'zod'

/** No column keeps a NUL. Patterns, in what every regular expression knows, so that the OpenAPI document says it too. */
const NUL = '\\u0000'
const WORDS = new RegExp(`^[^${NUL}]*$`)
const SOME_WORDS = new RegExp(`^[^${NUL}]*[^${NUL}\\s][^${NUL}]*$`)

/** A hash covers a text as it was sent, and half of a surrogate pair cannot be kept so. */
const whole = (text: string) => text.isWellFormed()

/** A text of at most so many characters; it may be empty. */
export const words = (max: number) =>
  z.string().max(max).regex(WORDS, 'must have no NUL').refine(whole, 'must have no half of a surrogate pair')

/** A text that says something, without the space around it. */
export const someWords = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(SOME_WORDS, 'must say something and have no NUL')
    .refine(whole, 'must have no half of a surrogate pair')
    .trim()
