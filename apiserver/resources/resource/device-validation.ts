/** One device of a slice. Upstream: validateDevice and what it calls. */
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { invalid, required, tooLong, type FieldError } from '../../../apimachinery/field-error.ts'
import { byteLength, isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { validateNodeSelector } from '../core/validation/affinity.ts'
import { invalidFor, oneOf, qualifiedName } from '../core/validation/fields.ts'
import { printedByGo } from '../schema/go-print.ts'
import { validateBindingConditions } from './binding-conditions.ts'
import { validateCapacity } from './capacity-validation.ts'
import { validateList, validateMap, validateSet } from './collections.ts'
import { taintEffects } from './device-claim-validation.ts'
import { labelName, labelValue, maxQualifiedLength, validateQualifiedName } from './names.ts'

const maxAttributes = 32
const maxAttributeValues = 48
const maxTaints = 16
const maxConsumptions = 2
/** The most counters of a set or of what a device consumes of one. */
const maxCounters = 32
const maxValueLength = 64
const number = '(?:0|[1-9]\\d*)'
const preRelease = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)'
const build = '[0-9a-zA-Z-]+'
const semver = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-${preRelease}(?:\\.${preRelease})*)?(?:\\+${build}(?:\\.${build})*)?$`)

/** The values an attribute can have: one, or a list of them. */
export const listValues = ['bools', 'ints', 'strings', 'versions'] as const
const scalarValues = ['bool', 'int', 'string', 'version'] as const

export function validateDevice(device: any, old: any, path: string, placedByDevice: boolean): FieldError[] {
  const names = { longestKey: maxQualifiedLength, max: Infinity, key: validateQualifiedName }
  const shared = device.allowMultipleAllocations === true
  const count = Object.keys(device.attributes ?? {}).length + Object.keys(device.capacity ?? {}).length
  const values = Object.values(device.attributes ?? {}).reduce<number>((sum, one) => sum + countValues(one), 0)
  return [
    ...labelName(device.name ?? '', `${path}.name`),
    ...(count > maxAttributes
      ? [invalid(path, count, `the total number of attributes and capacities must not exceed ${maxAttributes}`)]
      : []),
    ...(values > maxAttributeValues
      ? [invalid(path, values, `the total number of attribute values must not exceed ${maxAttributeValues}`)]
      : []),
    ...validateMap<any>(device.attributes, { ...names, item: validateAttribute }, `${path}.attributes`),
    ...validateMap<any>(
      device.capacity, { ...names, item: (one, at) => validateCapacity(one, at, shared) }, `${path}.capacity`,
    ),
    ...(old && semanticEqual(old.taints, device.taints) ? []
      : validateList<any>(device.taints, maxTaints, validateTaint, `${path}.taints`)),
    ...validateSet<any>(device.consumesCounters, maxConsumptions, validateConsumption,
      ({ counterSet = '' }) => counterSet, `${path}.consumesCounters`),
    ...validatePlace(device, path, placedByDevice),
    ...validateBindingConditions(device, path),
  ]
}

function countValues(attribute: any): number {
  const listed = listValues.reduce((sum, field) => sum + (attribute[field] ?? []).length, 0)
  return listed === 0 ? 1 : listed
}

function validateAttribute(attribute: any, path: string): FieldError[] {
  const given = [...scalarValues, ...listValues]
    .filter((field) => attribute[field] !== undefined && attribute[field] !== null)
  const shown = given.length === 0 ? '' : printedByGo('k8s.io/api/resource/v1.DeviceAttribute', attribute)
  const empty = listValues.filter((field) => attribute[field]?.length === 0)
  return [
    ...(attribute.string === undefined ? [] : validateText(attribute.string, `${path}.string`)),
    ...(attribute.version === undefined ? [] : validateVersion(attribute.version, `${path}.version`)),
    ...empty.map((field) => invalid(`${path}.${field}`, attribute[field], 'must not be empty if specified')),
    ...(attribute.strings ?? []).flatMap((one: string, at: number) => validateText(one, `${path}.strings[${at}]`)),
    ...(attribute.versions ?? []).flatMap((one: string, at: number) => validateVersion(one, `${path}.versions[${at}]`)),
    ...(given.length === 1 ? [] : [invalid(path, shown, 'exactly one value must be specified')]),
  ]
}

function validateText(value: string, path: string): FieldError[] {
  return byteLength(value) > maxValueLength ? [tooLong(path, maxValueLength)] : []
}

function validateVersion(value: string, path: string): FieldError[] {
  const wrong = 'must be a string compatible with semver.org spec 2.0.0'
  return [...(semver.test(value) ? [] : [invalid(path, value, wrong)]), ...validateText(value, path)]
}

function validateTaint({ key = '', value = '', effect }: any, path: string): FieldError[] {
  return [
    ...qualifiedName(`${path}.key`, key),
    ...(value === '' ? [] : labelValue(value, `${path}.value`)),
    ...oneOf(`${path}.effect`, effect, taintEffects),
  ]
}

function validateConsumption({ counterSet = '', counters }: any, path: string): FieldError[] {
  return [
    ...(counterSet === '' ? [required(`${path}.counterSet`)] : labelName(counterSet, `${path}.counterSet`)),
    ...validateCounters(counters, `${path}.counters`),
  ]
}

/** Counters by name; any amount will do. */
export function validateCounters(counters: Record<string, unknown> | undefined, path: string): FieldError[] {
  if (Object.keys(counters ?? {}).length === 0) return [required(path)]
  return validateMap(counters, { max: maxCounters, longestKey: 63, key: labelName, item: () => [] }, path)
}

/** Where the device is, where each says so for itself. */
function validatePlace({ nodeName, nodeSelector, allNodes }: any, path: string, placedByDevice: boolean): FieldError[] {
  const said = [nodeName, nodeSelector, allNodes].some((one) => one !== undefined && one !== null)
  if (!placedByDevice) {
    const why = '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true '
      + 'in the ResourceSlice spec'
    return said ? [invalid(path, null, why)] : []
  }
  const set = [
    ...(nodeName ? ['`nodeName`'] : []),
    ...(nodeSelector ? ['`nodeSelector`'] : []),
    ...(allNodes ? ['`allNodes`'] : []),
  ]
  const one = 'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` '
    + 'is set to true in the ResourceSlice spec'
  return [
    ...(nodeName ? nodeNameErrors(nodeName, `${path}.nodeName`) : []),
    ...(nodeName === '' ? [invalid(`${path}.nodeName`, '', 'must not be empty')] : []),
    ...(nodeSelector ? validateNodeSelector(nodeSelector, `${path}.nodeSelector`) : []),
    ...(allNodes === false ? [invalid(`${path}.allNodes`, false, 'must be either unset or set to true')] : []),
    ...(set.length === 0 ? [required(path, one)] : []),
    ...(set.length > 1 ? [invalid(path, `{${set.join(', ')}}`, one)] : []),
  ]
}

export function nodeNameErrors(name: string, path: string): FieldError[] {
  return invalidFor(path, name, isDNS1123Subdomain(name))
}
