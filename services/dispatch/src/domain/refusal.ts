/** Why a command is refused; each has its HTTP status in `problems.ts`. */
export type RefusalCode =
  | 'not-entitled'
  | 'handled-before'
  | 'second-person-required'
  | 'post-not-held'
  | 'as-post-required'
  | 'command-not-legal'
  | 'version-changed'
  | 'not-solvable-here'
  | 'unknown-target'
  | 'target-does-not-fit'
  | 'unknown-type'
  | 'type-does-not-fit'
  | 'maximum-too-long'
  | 'unknown-compound'
  | 'compound-does-not-fit'
  | 'decision-needed'
  | 'evidence-missing'
  | 'evidence-unknown'

/** A rule said no. `extra` goes into the problem document. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly more: { readonly errors?: readonly { pointer: string; detail: string }[]; readonly extra?: Record<string, unknown> } = {},
  ) {
    super(detail)
  }
}

/** A refusal that points at one field of the body. */
export const refusedField = (code: RefusalCode, pointer: string, detail: string): Refusal =>
  new Refusal(code, detail, { errors: [{ pointer, detail }] })
