/** What is said of a claim's allocation. Upstream: validateResourceClaimStatusUpdate. */
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden, invalid, required, tooLong, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'
import { parseCIDR, printIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength } from '../../../apimachinery/names.ts'
import { validateNodeSelector } from '../core/validation/affinity.ts'
import { oneOf } from '../core/validation/fields.ts'
import { validateDriverName } from '../core/validation/legacy-volumes.ts'
import { validateMetaConditions } from '../meta/conditions.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { printedByGo } from '../schema/go-print.ts'
import { validateBindingConditions } from './binding-conditions.ts'
import { validateList, validateSet } from './collections.ts'
import {
  maxConfigs, maxRequests, requestNamesOf, type RequestNames, validateConfiguration, validateRaw, validateRef,
  validateRefs,
} from './device-claim-validation.ts'
import { labelName, validatePoolName, validateUid } from './names.ts'

const maxReservations = 256
const maxConditions = 8
const maxData = 10 * 1024
const maxIps = 16

export function validateClaimStatus(object: KubeObject, old: KubeObject): FieldError[] {
  const [status, before] = [object['status'] ?? {}, old['status'] ?? {}]
  const allocated = new Set<string>((status.allocation?.devices?.results ?? []).map(deviceKey))
  return [
    ...validateSet<any>(
      status.reservedFor, maxReservations, validateConsumer, ({ uid = '' }) => uid, 'status.reservedFor',
    ),
    ...validateSet<any>(
      status.devices, Infinity, (one, at) => validateDevice(one, allocated, at), deviceKey, 'status.devices',
      sharedDevice,
    ),
    ...validateReservations(object, old),
    ...validateAllocation(status.allocation, before.allocation, requestNamesOf(object['spec']?.devices)),
  ]
}

/** Upstream: structured.SharedDeviceID. */
export function deviceKey({ driver = '', pool = '', device = '', shareID }: any): string {
  return `${driver}/${pool}/${device}${shareID ? `/${shareID}` : ''}`
}

/** The key as messages print it: upstream's struct, whose fields have Go's names. */
function sharedDevice({ driver = '', pool = '', device = '', shareID = '' }: any): Record<string, string> {
  return { Driver: driver, Pool: pool, Device: device, ShareID: shareID }
}

function validateConsumer({ resource, name, uid }: any, path: string): FieldError[] {
  return Object.entries({ resource, name, uid })
    .flatMap(([field, value]) => (value ? [] : [required(`${path}.${field}`)]))
}

function validateReservations(object: KubeObject, old: KubeObject): FieldError[] {
  const path = 'status.reservedFor'
  const reserved: unknown[] = object['status']?.reservedFor ?? []
  if (reserved.length === 0) return []
  if (!object['status'].allocation) return [forbidden(path, 'may not be specified when `allocated` is not set')]
  const before: unknown[] = old['status']?.reservedFor ?? []
  const added = reserved.some((one) => !before.some((other) => semanticEqual(one, other)))
  if (!object.metadata.deletionTimestamp || !added) return []
  return [forbidden(path, 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set')]
}

function validateAllocation(allocation: any, old: any, names: RequestNames): FieldError[] {
  const path = 'status.allocation'
  if (!allocation) return []
  if (old) {
    const type = 'k8s.io/api/resource/v1.AllocationResult'
    return validateImmutable(printedByGo(type, allocation), printedByGo(type, old), path)
  }
  const { results, config } = allocation.devices ?? {}
  return [
    ...validateList<any>(results, maxRequests, (one, at) => validateResult(one, names, at), `${path}.devices.results`),
    ...validateList<any>(config, 2 * maxConfigs, (one, at) => [
      ...oneOf(`${at}.source`, one.source, ['FromClaim', 'FromClass']),
      ...validateRefs(one.requests, names, `${at}.requests`),
      ...validateConfiguration(one, at),
    ], `${path}.devices.config`),
    ...(allocation.nodeSelector ? validateNodeSelector(allocation.nodeSelector, `${path}.nodeSelector`) : []),
  ]
}

function validateResult(result: any, names: RequestNames, path: string): FieldError[] {
  return [
    ...validateRef(result.request ?? '', names, `${path}.request`),
    ...validateDriverName(result.driver ?? '', `${path}.driver`),
    ...validatePoolName(result.pool ?? '', `${path}.pool`),
    ...labelName(result.device ?? '', `${path}.device`),
    ...validateBindingConditions(result, path),
    ...(result.shareID === undefined ? [] : validateUid(result.shareID, `${path}.shareID`)),
  ]
}

function validateDevice(device: any, allocated: ReadonlySet<string>, path: string): FieldError[] {
  const conditions: any[] = device.conditions ?? []
  return [
    ...validateDriverName(device.driver ?? '', `${path}.driver`),
    ...validatePoolName(device.pool ?? '', `${path}.pool`),
    ...labelName(device.device ?? '', `${path}.device`),
    ...(device.shareID === undefined ? [] : validateUid(device.shareID, `${path}.shareID`)),
    ...(allocated.has(deviceKey(device))
      ? []
      : [invalid(path, sharedDevice(device), 'must be an allocated device in the claim')]),
    ...(conditions.length > maxConditions ? [tooMany(`${path}.conditions`, conditions.length, maxConditions)] : []),
    ...validateMetaConditions(conditions, `${path}.conditions`),
    ...(device.data === undefined || device.data === null ? [] : validateRaw(device.data, `${path}.data`, maxData)),
    ...validateNetwork(device.networkData, `${path}.networkData`),
  ]
}

function validateNetwork(data: any, path: string): FieldError[] {
  if (!data) return []
  const longest = { interfaceName: 256, hardwareAddress: 128 }
  return [
    ...Object.entries(longest).flatMap(([field, max]) =>
      (byteLength(data[field] ?? '') > max ? [tooLong(`${path}.${field}`, max)] : [])),
    ...validateSet<string>(data.ips, maxIps, validateAddress, (ip) => ip, `${path}.ips`),
  ]
}

/** An address with the length of its network, in canonical form. */
function validateAddress(value: string, path: string): FieldError[] {
  const cidr = parseCIDR(value)
  if (cidr === undefined) {
    return [invalid(path, value, 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)')]
  }
  const canonical = `${printIP(cidr.address)}/${Number(value.split('/')[1])}`
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${JSON.stringify(canonical)})`)]
}
