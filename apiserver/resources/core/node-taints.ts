import {
  duplicate, type FieldError, invalid, notSupportedInOrder, required,
} from '../../../apimachinery/field-error.ts'
import { isQualifiedName, isValidLabelValue } from '../../../apimachinery/names.ts'
import { DecodeError } from '../schema/decode-error.ts'
import { Members, parseJson } from '../schema/json-text.ts'
import { jsonTypeName } from './json-object-error.ts'

/** What keeps pods from a Node. */
export interface Taint {
  key?: string
  value?: string
  effect?: string
  timeAdded?: string
}

const annotation = 'scheduler.alpha.kubernetes.io/taints'
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** What is wrong with taints that stand at `path`. Upstream: validateNodeTaints. */
export function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const seen = new Set<string>()
  return taints.flatMap((taint, at) => {
    const { key = '', effect = '' } = taint
    const pair = JSON.stringify([key, effect])
    const again = seen.has(pair)
    seen.add(pair)
    return [...validateTaint(taint, `${path}[${at}]`), ...(again ? [repeated(taint, `${path}[${at}]`)] : [])]
  })
}

function validateTaint({ key = '', value = '', effect = '' }: Taint, path: string): FieldError[] {
  const wrongValue = isValidLabelValue(value)
  return [
    ...isQualifiedName(key).map((message) => invalid(`${path}.key`, key, message)),
    ...(wrongValue.length > 0 ? [invalid(`${path}.value`, value, wrongValue.join(';'))] : []),
    ...validateEffect(effect, `${path}.effect`),
  ]
}

function validateEffect(effect: string, path: string): FieldError[] {
  if (effect === '') return [required(path)]
  return effects.includes(effect) ? [] : [notSupportedInOrder(path, effect, effects)]
}

function repeated({ key = '', value = '', effect = '', timeAdded }: Taint, path: string): FieldError {
  const error = duplicate(path, { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null })
  return { ...error, message: `${error.message}: taints must be unique by key and effect pair` }
}

/** The same for taints as they once stood in an annotation. Upstream: ValidateTaintsInNodeAnnotations. */
export function validateAnnotatedTaints(annotations: Readonly<Record<string, string>> | undefined): FieldError[] {
  const text = annotations?.[annotation]
  if (!text) return []
  try {
    return validateTaints(readTaints(parseJson(text)), `metadata.annotations.${annotation}`)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return [invalid('metadata.annotations', annotation, error.message)]
  }
}

/** They are read into upstream's internal type, whose fields have no names of their own in JSON. */
function readTaints(value: unknown): Taint[] {
  if (value === null) return []
  if (!Array.isArray(value)) throw wrongType(value, 'value of type []core.Taint')
  return value.map(readTaint)
}

const types: Readonly<Record<string, string>> = { Key: 'string', Value: 'string', Effect: 'core.TaintEffect' }

function readTaint(value: unknown): Taint {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, 'value of type core.Taint')
  const members = value instanceof Members ? value.entries : Object.entries(value)
  const taint: Record<string, string> = {}
  for (const [name, given] of members) {
    const field = Object.keys(types).find((one) => one.toLowerCase() === name.toLowerCase())
    if (field === undefined || given === null) continue
    if (typeof given !== 'string') throw wrongType(given, `struct field Taint.${field} of type ${types[field]}`)
    taint[field.toLowerCase()] = given
  }
  return taint
}

function wrongType(value: unknown, into: string): DecodeError {
  return new DecodeError('type', `json: cannot unmarshal ${jsonTypeName(value)} into Go ${into}`)
}
