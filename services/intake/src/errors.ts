import { type ProblemTable, ServiceError } from '@yiwang/service-kit'

export const intakeProblems = {
  'fields-against-type': { status: 422, title: 'The fields are not as the type of matter asks' },
  'not-multipart': { status: 415, title: 'The body must be multipart/form-data with one part named file' },
  'file-missing': { status: 400, title: 'The form does not have exactly one file, in the part named file' },
  'file-type-refused': { status: 415, title: 'The file is not a JPEG, PNG, WebP or PDF' },
  'unknown-type': { status: 422, title: 'There is no such type of matter here' },
  'unknown-area': { status: 422, title: 'There is no such area' },
  'point-outside-district': { status: 422, title: 'The point lies outside the district' },
  'unknown-attachment': { status: 422, title: 'There is no such attachment of yours that is still free' },
  'unknown-matter': { status: 422, title: 'There is no matter to link to' },
  'mapping-pack-invalid': { status: 422, title: 'The mapping pack has errors' },
  'still-held': { status: 422, title: 'The event still cannot be mapped' },
} as const satisfies ProblemTable

/** Every refusal that is intake's own. */
export class IntakeError extends ServiceError<keyof typeof intakeProblems> {}
