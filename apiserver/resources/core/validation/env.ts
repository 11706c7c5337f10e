import { invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import {
  isConfigMapKey, isDNS1123Subdomain, isEnvVarName, maskTrailingDash,
} from '../../../../apimachinery/names.ts'
import { envFieldPaths, validateFieldRef, validateResourceFieldRef } from './downward.ts'
import { dns1123Label, dns1123Subdomain, invalidFor } from './fields.ts'
import { noBacksteps } from './paths.ts'

/** Upstream: ValidateEnv. */
export function validateEnv(variables: any[] | undefined, path: string): FieldError[] {
  return (variables ?? []).flatMap((variable, index) => {
    const at = `${path}[${index}]`
    return [
      ...(variable.name
        ? invalidFor(`${at}.name`, variable.name, isEnvVarName(variable.name))
        : [required(`${at}.name`)]),
      ...validateValueFrom(variable, `${at}.valueFrom`),
    ]
  })
}

function validateValueFrom({ value, valueFrom }: any, path: string): FieldError[] {
  if (!valueFrom) return []
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean)
  return [
    ...(fieldRef ? validateFieldRef(fieldRef, envFieldPaths, `${path}.fieldRef`) : []),
    ...(resourceFieldRef ? validateResourceFieldRef(resourceFieldRef, `${path}.resourceFieldRef`, false) : []),
    ...(configMapKeyRef ? validateKeyRef(configMapKeyRef, `${path}.configMapKeyRef`) : []),
    ...(secretKeyRef ? validateKeyRef(secretKeyRef, `${path}.secretKeyRef`) : []),
    ...(fileKeyRef ? validateFileKeyRef(fileKeyRef, `${path}.fileKeyRef`) : []),
    ...countSources(sources.length, value, path),
  ]
}

function countSources(count: number, value: string | undefined, path: string): FieldError[] {
  if (count === 0) {
    const kinds = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
    return [invalid(path, '', `must specify one of: ${kinds}`)]
  }
  if (value) return [invalid(path, '', 'may not be specified when `value` is not empty')]
  return count > 1 ? [invalid(path, '', 'may not have more than one field specified at a time')] : []
}

function validateKeyRef({ name = '', key }: any, path: string): FieldError[] {
  return [
    ...dns1123Subdomain(`${path}.name`, name),
    ...(key ? invalidFor(`${path}.key`, key, isConfigMapKey(key)) : [required(`${path}.key`)]),
  ]
}

function validateFileKeyRef({ key, volumeName, path: file }: any, path: string): FieldError[] {
  return [
    ...(key ? invalidFor(`${path}.key`, key, isEnvVarName(key)) : [required(`${path}.key`)]),
    ...(volumeName ? dns1123Label(`${path}.volumeName`, volumeName) : [required(`${path}.volumeName`)]),
    ...(file ? noBacksteps(`${path}.path`, file) : [required(`${path}.path`)]),
  ]
}

/** Upstream: ValidateEnvFrom; a missing source is reported at the list. */
export function validateEnvFrom(sources: any[] | undefined, path: string): FieldError[] {
  return (sources ?? []).flatMap(({ prefix, configMapRef, secretRef }, index) => {
    const at = `${path}[${index}]`
    return [
      ...(prefix ? invalidFor(`${at}.prefix`, prefix, isEnvVarName(prefix)) : []),
      ...(configMapRef ? validateSourceName(configMapRef.name, `${at}.configMapRef.name`) : []),
      ...(secretRef ? validateSourceName(secretRef.name, `${at}.secretRef.name`) : []),
      ...(configMapRef || secretRef ? [] : [invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')]),
      ...(configMapRef && secretRef ? [invalid(path, '', 'may not have more than one field specified at a time')] : []),
    ]
  })
}

/** Upstream checks these as prefixes, so a trailing dash passes. */
function validateSourceName(name: string | undefined, path: string): FieldError[] {
  return name ? invalidFor(path, name, isDNS1123Subdomain(maskTrailingDash(name))) : [required(path)]
}

/** A `fileKeyRef` reads from an emptyDir of the pod. Upstream: validateFileKeyRefVolumes. */
export function validateFileKeyVolumes(container: any, volumes: readonly any[], path: string): FieldError[] {
  return ((container.env ?? []) as any[]).flatMap(({ valueFrom }, index) => {
    if (!valueFrom?.fileKeyRef) return []
    const at = `${path}.env[${index}].valueFrom.fileKeyRef.volumeName`
    const { volumeName = '' } = valueFrom.fileKeyRef
    const volume = volumes.findLast(({ name = '' }) => name === volumeName)
    if (!volume) return [{ type: 'FieldValueNotFound', path: at, message: `Not found: ${JSON.stringify(volumeName)}` }]
    return volume.emptyDir ? [] : [invalid(at, volumeName, 'referenced volume must be of type emptyDir')]
  })
}
