import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as kubernetes from '@kubernetes/client-node'
import { Ajv } from 'ajv'

/** An object as a cluster takes it. */
export interface ClusterObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata?: { readonly name?: string }
}

interface Model {
  readonly name: string
  getAttributeTypeMap(): { baseName: string; type: string }[]
}

const models = kubernetes as unknown as Record<string, Partial<Model> | undefined>

/** Of what is no type of Kubernetes itself: the part of each definition that we use, and nothing beside it. */
const definitions: Record<string, object> = JSON.parse(readFileSync(join(import.meta.dirname, 'custom-types.json'), 'utf8'))
const ajv = new Ajv({ allErrors: true, strict: false })

/** What a cluster would refuse in this object or not understand: unknown kinds, unknown fields, wrong types. */
export function faultsOf(object: ClusterObject): string[] {
  const { apiVersion, kind } = object
  const model = modelOf(apiVersion, kind)
  const path = `${kind} ${object.metadata?.name}`
  if (model) return faults(object, model.name, path)
  const definition = definitions[`${apiVersion} ${kind}`]
  if (!definition) return [`${path}: no type ${kind} in ${apiVersion}`]
  const valid = ajv.compile(definition)
  if (valid(object)) return []
  return (valid.errors ?? []).map(({ instancePath, message, params }) => `${path}${instancePath}: ${message} ${JSON.stringify(params)}`)
}

function modelOf(apiVersion: string, kind: string): Model | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const isOfKubernetes =
    group === '' || group === 'apps' || group === 'batch' || group === 'policy' || group === 'autoscaling' || group.endsWith('.k8s.io')
  if (!isOfKubernetes) return undefined
  const name = version[0]?.toUpperCase() + version.slice(1) + kind
  return asModel(name)
}

function asModel(name: string): Model | undefined {
  const model = models[name]
  return model?.getAttributeTypeMap ? (model as Model) : undefined
}

function faults(value: unknown, type: string, path: string): string[] {
  if (value === undefined) return []
  if (value === null) return [`${path}: is empty`]
  const item = /^Array<(.*)>$/.exec(type)?.[1]
  if (item) return Array.isArray(value) ? value.flatMap((one, n) => faults(one, item, `${path}[${n}]`)) : [`${path}: must be a list`]
  const entry = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1]
  if (entry)
    return isMap(value) ? Object.entries(value).flatMap(([key, one]) => faults(one, entry, `${path}.${key}`)) : [`${path}: must be a map`]
  const model = asModel(type)
  if (model) return faultsOfFields(value, model, path)
  return isPrimitive(value, type) ? [] : [`${path}: must be a ${type} and is a ${typeof value}`]
}

function faultsOfFields(value: unknown, model: Model, path: string): string[] {
  if (!isMap(value)) return [`${path}: must be a ${model.name}`]
  const types = new Map(model.getAttributeTypeMap().map(({ baseName, type }) => [baseName, type]))
  return Object.entries(value).flatMap(([field, one]) => {
    const type = types.get(field)
    return type === undefined ? [`${path}.${field}: is no field of ${model.name}`] : faults(one, type, `${path}.${field}`)
  })
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

function isPrimitive(value: unknown, type: string): boolean {
  if (type === 'IntOrString') return typeof value === 'string' || Number.isInteger(value)
  if (type === 'string' || type === 'number' || type === 'boolean') return typeof value === type
  return true
}
