/** A driver's devices. Upstream: validateResourceSliceSpec. */
import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { validateNodeSelector } from '../core/validation/affinity.ts'
import { validateDriverName } from '../core/validation/legacy-volumes.ts'
import { immutableText, validateImmutable } from '../meta/object-meta-update.ts'
import { printedByGo } from '../schema/go-print.ts'
import { validateSet } from './collections.ts'
import { listValues, nodeNameErrors, validateCounters, validateDevice } from './device-validation.ts'
import { labelName, validatePoolName } from './names.ts'

const maxDevices = 128
/** With taints, counters or lists in any of them. */
const maxAdvancedDevices = 64
const maxCounterSets = 8

export function validateSliceSpec(spec: any, old: any): FieldError[] {
  const { driver = '', pool = {}, nodeName, devices, sharedCounters, perDeviceNodeSelection } = spec
  const both = Array.isArray(sharedCounters) && Array.isArray(devices)
  const before = new Map<string, any>((old?.devices ?? []).map((device: any) => [device.name, device]))
  return [
    ...validateDriverName(driver, 'spec.driver'),
    ...validatePool(pool ?? {}),
    ...(old ? [
      ...immutableText(pool?.name, old.pool?.name, 'spec.pool.name'),
      ...immutableText(driver, old.driver, 'spec.driver'),
      ...validateImmutable(nodeName, old.nodeName, 'spec.nodeName'),
    ] : []),
    ...validatePlace(spec),
    ...(both ? [invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed')] : []),
    ...validateSet<any>(devices, isAdvanced(devices ?? []) ? maxAdvancedDevices : maxDevices,
      (device, at) => validateDevice(device, before.get(device.name), at, perDeviceNodeSelection === true),
      ({ name = '' }) => name, 'spec.devices'),
    ...validateSet<any>(
      sharedCounters, maxCounterSets, validateCounterSet, ({ name = '' }) => name, 'spec.sharedCounters',
    ),
  ]
}

function isAdvanced(devices: any[]): boolean {
  return devices.some(({ taints = [], consumesCounters = [], attributes }) =>
    taints?.length > 0 || consumesCounters?.length > 0 ||
    Object.values(attributes ?? {}).some((one: any) => listValues.some((field) => one[field])))
}

function validatePool({ name = '', generation = 0, resourceSliceCount = 0 }: any): FieldError[] {
  return [
    ...validatePoolName(name, 'spec.pool.name'),
    ...(resourceSliceCount <= 0
      ? [invalid('spec.pool.resourceSliceCount', resourceSliceCount, 'must be greater than zero')]
      : []),
    ...(generation < 0 ? [invalid('spec.pool.generation', generation, 'must be greater than or equal to zero')] : []),
  ]
}

function validatePlace({ nodeName, nodeSelector, allNodes, perDeviceNodeSelection }: any): FieldError[] {
  const places = { nodeName, nodeSelector, allNodes, perDeviceNodeSelection }
  const set = Object.entries(places).filter(([, value]) => Boolean(value)).map(([field]) => `\`${field}\``)
  const one = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'
  const onlyTrue = (field: string, value: unknown): FieldError[] =>
    (value === false ? [invalid(`spec.${field}`, false, 'must be either unset or set to true')] : [])
  return [
    ...(nodeName ? nodeNameErrors(nodeName, 'spec.nodeName') : []),
    ...(nodeName === '' ? [invalid('spec.nodeName', '', 'must be either unset or set to a non-empty string')] : []),
    ...(nodeSelector ? validateSliceSelector(nodeSelector) : []),
    ...onlyTrue('allNodes', allNodes),
    ...onlyTrue('perDeviceNodeSelection', perDeviceNodeSelection),
    ...(set.length === 0 ? [required('spec', one)] : []),
    ...(set.length > 1 ? [invalid('spec', `{${set.join(', ')}}`, `${one}, but multiple fields are set`)] : []),
  ]
}

/** One term only, so that the selectors of several slices can be joined. */
function validateSliceSelector(selector: any): FieldError[] {
  const path = 'spec.nodeSelector'
  const terms: unknown[] = selector.nodeSelectorTerms ?? []
  const shown = selector.nodeSelectorTerms
    && terms.map((term) => printedByGo('k8s.io/api/core/v1.NodeSelectorTerm', term))
  return [
    ...validateNodeSelector(selector, path),
    ...(terms.length === 1 ? []
      : [invalid(`${path}.nodeSelectorTerms`, shown, 'must have exactly one node selector term')]),
  ]
}

function validateCounterSet({ name = '', counters }: any, path: string): FieldError[] {
  return [
    ...(name === '' ? [required(`${path}.name`)] : labelName(name, `${path}.name`)),
    ...validateCounters(counters, `${path}.counters`),
  ]
}
