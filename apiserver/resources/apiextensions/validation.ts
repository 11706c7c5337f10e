import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { unsupported } from '../core/validation/fields.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'
import { validateObjectMetaUpdate } from '../meta/object-meta-update.ts'
import { validateApproval } from './approval.ts'
import { isBundle, validateConversion } from './conversion.ts'
import { printedInternally } from './internal-print.ts'
import { schemasIn } from './json-schema.ts'
import { internalSpec, type InternalSpec, type InternalVersion } from './internal-spec.ts'
import { validateNames, wrongLabel } from './names.ts'
import { validateColumns, validateSelectableFields, validateSubresources } from './parts.ts'
import { validateSchemaOf } from './schema-validation.ts'

const versionType = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.CustomResourceDefinitionVersion'
const scopes = ['Cluster', 'Namespaced']

/** Upstream: ValidateCustomResourceDefinition. */
export function validateDefinition(object: KubeObject): FieldError[] {
  const spec = internalSpec(object['spec'])
  const validateName = (name: string): string[] => [
    ...isDNS1123Subdomain(name),
    ...(name === `${spec.names.plural ?? ''}.${spec.group}` ? [] : ['must be spec.names.plural+"."+spec.group']),
  ]
  return [...validateObjectMeta(object.metadata, { namespaced: false, validateName }), ...validateWhole(object, spec)]
}

/** Upstream: ValidateCustomResourceDefinitionUpdate. */
export function validateDefinitionUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const spec = internalSpec(object['spec'])
  return [
    ...validateObjectMetaUpdate(object.metadata, old.metadata),
    ...validateWhole(object, spec, old, validateUnchanged(spec, internalSpec(old['spec']), isEstablished(old))),
  ]
}

/** Upstream: ValidateUpdateCustomResourceDefinitionStatus. */
export function validateDefinitionStatus(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateObjectMetaUpdate(object.metadata, old.metadata),
    ...validateNames(object['status']?.acceptedNames, 'status.acceptedNames'),
  ]
}

function validateWhole(
  object: KubeObject, spec: InternalSpec, old?: KubeObject, changes: FieldError[] = [],
): FieldError[] {
  return [
    ...validateSpec(spec, mayHaveBadBundle(old)),
    ...changes,
    ...validateNames(object['status']?.acceptedNames, 'status.acceptedNames'),
    ...validateStoredVersions(object['status']?.storedVersions, spec.versions ?? []),
    ...validateApproval(object, old),
    ...(spec.preserveUnknownFields && !old?.['spec']?.preserveUnknownFields
      ? [invalid('spec.preserveUnknownFields', true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead')]
      : []),
  ]
}

function isEstablished({ status }: KubeObject): boolean {
  return (status?.conditions ?? []).some((one: any) => one.type === 'Established' && one.status === 'True')
}

function validateUnchanged(spec: InternalSpec, old: InternalSpec, isInUse: boolean): FieldError[] {
  const unchanged = (path: string, value = '', before = ''): FieldError[] =>
    (value === before ? [] : [invalid(path, value, 'field is immutable')])
  return [
    ...(isInUse ? unchanged('spec.scope', spec.scope, old.scope) : []),
    ...(isInUse ? unchanged('spec.names.kind', spec.names.kind, old.names.kind) : []),
    ...unchanged('spec.group', spec.group, old.group),
    ...unchanged('spec.names.plural', spec.names.plural, old.names.plural),
  ]
}

/** A definition in use keeps a broken bundle, but gets none. */
function mayHaveBadBundle(old: KubeObject | undefined): boolean {
  const before: string = old?.['spec']?.conversion?.webhook?.clientConfig?.caBundle ?? ''
  return !old || !isEstablished(old) || (before !== '' && !isBundle(before))
}

function validateSpec(spec: InternalSpec, mayHaveBadBundle: boolean): FieldError[] {
  const { group, scope, names, versions = [] } = spec
  const isStatusServed = [spec, ...versions].some(({ subresources }) => subresources?.status)
  return [
    ...validateGroup(group),
    ...(scope === '' ? [required('spec.scope')] : []),
    ...(scope === '' || scopes.includes(scope) ? [] : [unsupported('spec.scope', scope, scopes)]),
    ...validateSchemasGiven(spec),
    ...(spec.preserveUnknownFields && hasDefaults(spec)
      ? [invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')]
      : []),
    ...versions.flatMap((version, at) => validateVersion(version, spec, `spec.versions[${at}]`)),
    ...validateVersionList(spec.versions),
    ...(spec.version === '' ? [] : wrongLabel('spec.version', spec.version)),
    ...['plural', 'singular', 'kind', 'listKind']
      .flatMap((field) => (names[field] ? [] : [required(`spec.names.${field}`)])),
    ...validateNames(names, 'spec.names'),
    ...validateSchemaOf(spec.validation, isStatusServed, 'spec.validation'),
    ...validateSubresources(spec.subresources, 'spec.subresources'),
    ...validateColumns(spec.additionalPrinterColumns, 'spec.additionalPrinterColumns'),
    ...validateCommonSelectableFields(spec),
    ...validateConversion(spec, mayHaveBadBundle),
  ]
}

function validateGroup(group: string): FieldError[] {
  if (group === '') return [required('spec.group')]
  const errors = isDNS1123Subdomain(group)
  if (errors.length > 0) return [invalid('spec.group', group, errors.join(','))]
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')]
}

function hasDefaults({ validation, versions = [] }: InternalSpec): boolean {
  return [validation, ...versions.map(({ schema }) => schema)].some((one) =>
    [...schemasIn(one?.openAPIV3Schema)].some((schema) => (schema['default'] ?? null) !== null))
}

function validateSchemasGiven({ validation, versions = [] }: InternalSpec): FieldError[] {
  if (validation?.openAPIV3Schema) return []
  return versions.flatMap(({ schema }, at) =>
    (schema?.openAPIV3Schema ? [] : [required(`spec.versions[${at}].schema.openAPIV3Schema`)]))
}

function validateVersion(version: InternalVersion, spec: InternalSpec, path: string): FieldError[] {
  const { subresources } = spec.versions?.some((one) => one.subresources) ? version : spec
  const schema = version.schema?.openAPIV3Schema
  const fields = version.selectableFields ?? []
  const at = `${path}.selectableFields`
  return [
    ...wrongLabel(`${path}.name`, version.name ?? ''),
    ...validateDeprecation(version, `${path}.deprecationWarning`),
    ...validateSchemaOf(version.schema, Boolean(subresources?.status), `${path}.schema`),
    ...validateSubresources(version.subresources, `${path}.subresources`),
    ...validateColumns(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`),
    ...(fields.length > 0 && !schema
      ? [invalid(at, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')]
      : []),
    ...(schema ? validateSelectableFields(fields, schema, at) : []),
  ]
}

function validateDeprecation(
  { deprecated = false, deprecationWarning: text }: InternalVersion, path: string,
): FieldError[] {
  if (text === undefined || text === null) return []
  const wrong = (why: string): FieldError => invalid(path, text, why)
  if (!deprecated) return [wrong('can only be set for deprecated versions')]
  const strange = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(text)
  const at = strange ? Buffer.byteLength(text.slice(0, strange.index)) : 0
  return [
    ...(Buffer.byteLength(text) > 256 ? [wrong('must be <= 256 characters long')] : []),
    ...(text === '' ? [wrong('must not be an empty string')] : []),
    ...(strange
      ? [wrong(`must only contain printable UTF-8 characters; non-printable character found at index ${at}`)]
      : []),
  ]
}

function validateVersionList(versions: InternalVersion[] | undefined): FieldError[] {
  const names = (versions ?? []).map(({ name }) => name ?? '')
  const wrong = (why: string): FieldError =>
    invalid('spec.versions', versions?.map((version) => printedInternally(versionType, version)) ?? null, why)
  return [
    ...(new Set(names).size < names.length ? [wrong('must contain unique version names')] : []),
    ...((versions ?? []).filter(({ storage }) => storage).length === 1
      ? []
      : [wrong('must have exactly one version marked as storage version')]),
  ]
}

function validateCommonSelectableFields({ selectableFields, validation }: InternalSpec): FieldError[] {
  if (!selectableFields?.length) return []
  const path = 'spec.selectableFields'
  if (!validation) return [invalid(path, '', 'may only be set when validations.schema is included')]
  return validateSelectableFields(selectableFields, validation.openAPIV3Schema ?? {}, path)
}

/** Upstream: ValidateCustomResourceDefinitionStoredVersions. */
function validateStoredVersions(stored: string[] | undefined | null, versions: InternalVersion[]): FieldError[] {
  const path = 'status.storedVersions'
  if (!stored?.length) return [invalid(path, stored ?? null, 'must have at least one stored version')]
  // Upstream strikes a name off once it has met it: a second version of that name misses it.
  const left = new Map(stored.map((name, at) => [name, at]))
  const missing = versions.flatMap(({ name = '', storage }) =>
    (!left.delete(name) && storage ? [invalid(path, stored, `must have the storage version ${name}`)] : []))
  return [...missing, ...[...left].map(([name, at]) => invalid(`${path}[${at}]`, name,
    `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions `
      + 'until a storage '
    + `migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`))]
}
