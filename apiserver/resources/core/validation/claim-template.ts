import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain } from '../../../../apimachinery/names.ts'
import { parseQuantity } from '../../../../apimachinery/quantity.ts'
import { validateLabelSelector } from '../../../../apimachinery/selectors.ts'
import { validateTemplateMeta } from '../../meta/template-meta.ts'
import { dns1123Label, invalidFor, unsupported } from './fields.ts'

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const volumeModes = ['Block', 'Filesystem']

/** The claim of an ephemeral volume; upstream: ValidatePersistentVolumeClaimTemplate. */
export function validateClaimTemplate({ metadata = {}, spec = {} }: any, path: string): FieldError[] {
  return [
    ...validateTemplateMeta(metadata, `${path}.metadata`),
    ...validateClaimSpec(spec, `${path}.spec`),
  ]
}

/** Upstream: ValidatePersistentVolumeClaimSpec. A claim that had an API group before may keep one that is wrong. */
export function validateClaimSpec(spec: any, path: string, { anyApiGroup = false } = {}): FieldError[] {
  const { accessModes: modes = [], storageClassName, volumeMode, volumeAttributesClassName } = spec
  return [
    ...(modes.length === 0 ? [required(`${path}.accessModes`, 'at least 1 access mode is required')] : []),
    ...validateLabelSelector(spec.selector, `${path}.selector`),
    ...validateAccessModes(modes, `${path}.accessModes`),
    ...validateStorage(spec.resources?.requests?.storage, `${path}.resources[storage]`),
    ...className(`${path}.storageClassName`, storageClassName),
    ...(volumeMode === undefined || volumeModes.includes(volumeMode)
      ? []
      : [unsupported(`${path}.volumeMode`, volumeMode, volumeModes)]),
    ...validateDataSources(spec, path, anyApiGroup),
    ...className(`${path}.volumeAttributesClassName`, volumeAttributesClassName),
  ]
}

/** The name of a class, where there is one. */
export const className = (path: string, name: string | undefined): FieldError[] =>
  name ? invalidFor(path, name, isDNS1123Subdomain(name)) : []

/** How a volume can be mounted. */
export function validateAccessModes(modes: string[], path: string): FieldError[] {
  const alone = modes.includes('ReadWriteOncePod')
    && modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode))
  return [
    ...modes.filter((mode) => !accessModes.includes(mode)).map((mode) => unsupported(path, mode, accessModes)),
    ...(alone ? [forbidden(path, 'may not use ReadWriteOncePod with other access modes')] : []),
  ]
}

function validateStorage(text: string | undefined, path: string): FieldError[] {
  if (text === undefined) return [required(path)]
  const amount = parseQuantity(text)
  return (amount?.sign() ?? 0) <= 0 ? [invalid(path, String(amount), 'must be greater than zero')] : []
}

/** As upstream, the value that is printed is an empty one. */
function validateDataSources({ dataSource, dataSourceRef }: any, path: string, anyApiGroup: boolean): FieldError[] {
  const errors = [
    ...(dataSource ? validateDataSource(dataSource, `${path}.dataSource`, anyApiGroup) : []),
    ...(dataSourceRef ? validateDataSourceRef(dataSourceRef, `${path}.dataSourceRef`, anyApiGroup) : []),
  ]
  if (!dataSource || !dataSourceRef) return errors
  if (dataSourceRef.namespace) {
    return [...errors, invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified')]
  }
  const same = ['apiGroup', 'kind', 'name']
    .every((field) => (dataSource[field] ?? null) === (dataSourceRef[field] ?? null))
  return same ? errors : [...errors, invalid(path, {}, 'must match dataSourceRef')]
}

function validateDataSourceRef(source: any, path: string, anyApiGroup: boolean): FieldError[] {
  return [
    ...validateDataSource(source, path, anyApiGroup),
    ...(source.namespace ? dns1123Label(`${path}.namespace`, source.namespace) : []),
  ]
}

function validateDataSource({ name, kind = '', ...source }: any, path: string, anyApiGroup: boolean): FieldError[] {
  // As it is stored, a group that is not there is null.
  const apiGroup: string = source.apiGroup ?? ''
  const message = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
  return [
    ...(name ? [] : [required(`${path}.name`)]),
    ...(kind === '' ? [required(`${path}.kind`)] : []),
    ...(apiGroup === '' && kind !== 'PersistentVolumeClaim' ? [invalid(path, kind, message)] : []),
    ...(apiGroup === '' || anyApiGroup ? [] : invalidFor(`${path}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup))),
  ]
}
