import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'

export interface FieldFault {
  /** JSON pointer into the fields. */
  readonly pointer: string
  readonly detail: string
}

/** A type that asks for no fields takes none. */
const NO_FIELDS = JSON.stringify({ type: 'object', additionalProperties: false })

function faultOf(error: ErrorObject): FieldFault {
  const params = error.params as { additionalProperty?: string; missingProperty?: string }
  const property = params.additionalProperty ?? params.missingProperty
  const pointer =
    property === undefined ? error.instancePath : `${error.instancePath}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return { pointer, detail: error.message ?? 'is not as the type asks' }
}

/** Checks the fields of a report against the JSON Schema of its type; each schema is compiled once. */
export class FieldsCheck {
  private readonly ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    validateSchema: false,
    addUsedSchema: false,
  })
  private readonly compiled = new Map<string, ValidateFunction>()

  /** What is wrong with them; nothing if they fit. */
  faults(schemaJson: string, fields: unknown): FieldFault[] {
    return this.errors(schemaJson, fields).map(faultOf)
  }

  /** The same, without what is missing: a legacy system cannot know what we ask for. */
  faultsOfGiven(schemaJson: string, fields: unknown): FieldFault[] {
    return this.errors(schemaJson, fields)
      .filter((error) => error.keyword !== 'required')
      .map(faultOf)
  }

  private errors(schemaJson: string, fields: unknown): ErrorObject[] {
    const validate = this.validatorFor(schemaJson || NO_FIELDS)
    return validate(fields) ? [] : [...(validate.errors ?? [])]
  }

  private validatorFor(schemaJson: string): ValidateFunction {
    const known = this.compiled.get(schemaJson)
    if (known) return known
    const validate = this.ajv.compile(JSON.parse(schemaJson))
    this.compiled.set(schemaJson, validate)
    return validate
  }
}
