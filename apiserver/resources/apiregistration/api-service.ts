import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1035Label, isPathSegmentName, isValidPortNum } from '../../../apimachinery/names.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { dns1123Subdomain, invalidFor, unsupported } from '../core/validation/fields.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'
import { validateObjectMetaUpdate } from '../meta/object-meta-update.ts'
import { plainRow } from '../meta/plain-row.ts'

const maxGroupPriority = 20000
const maxVersionPriority = 1000

/** APIService: who answers for a version of a group, this server or a service. */
export const apiService: ResourceDefinition = {
  ...plainRow,
  group: 'apiregistration.k8s.io',
  kind: 'APIService',
  resource: 'apiservices',
  singular: 'apiservice',
  categories: ['api-extensions'],
  namespaced: false,
  type: 'k8s.io/kube-aggregator/pkg/apis/apiregistration/v1.APIService',
  storagePrefix: 'apiregistration.k8s.io/apiservices',
  storedAsJson: true,
  strategy: {
    applyDefaults({ spec }) {
      if (spec?.service) spec.service.port ??= 443
    },
    prepareForCreate(object, { now }) {
      object['status'] = object['spec']?.service ? {} : { conditions: [localCondition(now())] }
    },
    validate,
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validateUpdate: (object, old) => [...validateObjectMetaUpdate(object.metadata, old.metadata), ...validate(object)],
    validatesMetadata: true,
    allowAnyFinalizer: true,
    allowUnconditionalUpdate: false,
  },
  status: {
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      for (const field of ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const) {
        if (old.metadata[field] === undefined) delete object.metadata[field]
        else Object.assign(object.metadata, { [field]: old.metadata[field] })
      }
    },
    validateUpdate: (object, old) =>
      [...validateObjectMetaUpdate(object.metadata, old.metadata), ...validateStatus(object)],
  },
  subresources: [{ name: 'status', kind: 'APIService', verbs: statusVerbs, tables: false }],
  columns: [
    nameColumn,
    column('Service', 'The reference to the service that hosts this API endpoint.', ({ spec }) =>
      (spec?.service ? `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}` : 'Local')),
    column('Available', 'Whether this service is available.', availability),
    ageColumn,
  ],
}

function localCondition(now: Date): Record<string, unknown> {
  return {
    type: 'Available', status: 'True', lastTransitionTime: formatTime(now), reason: 'Local',
    message: 'Local APIServices are always available',
  }
}

function availability({ status }: KubeObject): string {
  const found = (status?.conditions ?? []).find(({ type }: any) => type === 'Available')
  if (!found) return 'Unknown'
  return found.status === 'True' || !found.reason ? found.status : `${found.status} (${found.reason})`
}

/** Upstream: ValidateAPIService. The name is the version and the group. */
function validate(object: KubeObject): FieldError[] {
  const spec = object['spec'] ?? {}
  const { group = '', version = '', groupPriorityMinimum: groupPriority = 0, versionPriority = 0 } = spec
  const wrong = (field: string, value: unknown, why: string): FieldError => invalid(`spec.${field}`, value, why)
  return [
    ...validateObjectMeta(object.metadata, {
      namespaced: false, validateName: (name) => nameErrors(name, `${version}.${group}`),
    }),
    ...(group === '' && version !== 'v1'
      ? [required('spec.group', 'only v1 may have an empty group and it better be legacy kube')]
      : []),
    ...(group === '' ? [] : dns1123Subdomain('spec.group', group)),
    ...invalidFor('spec.version', version, isDNS1035Label(version)),
    ...(groupPriority <= 0 || groupPriority > maxGroupPriority
      ? [wrong('groupPriorityMinimum', groupPriority, 'must be positive and less than 20000')]
      : []),
    ...(versionPriority <= 0 || versionPriority > maxVersionPriority
      ? [wrong('versionPriority', versionPriority, 'must be positive and less than 1000')]
      : []),
    ...(spec.service ? validateService(spec) : validateLocal(spec)),
  ]
}

function nameErrors(name: string, wanted: string): string[] {
  const wrong = isPathSegmentName(name)
  if (wrong.length > 0 || name === wanted) return wrong
  return [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`]
}

function validateLocal({ caBundle, insecureSkipTLSVerify }: any): FieldError[] {
  const size = Buffer.byteLength(caBundle ?? '', 'base64')
  return [
    ...(size > 0 ? [invalid('spec.caBundle', `${size} bytes`, 'local APIServices may not have a caBundle')] : []),
    ...(insecureSkipTLSVerify
      ? [invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')]
      : []),
  ]
}

function validateService({ service, caBundle, insecureSkipTLSVerify }: any): FieldError[] {
  const { namespace = '', name = '', port = 0 } = service
  const portErrors = isValidPortNum(port)
  return [
    ...(namespace === '' ? [required('spec.service.namespace')] : []),
    ...(name === '' ? [required('spec.service.name')] : []),
    ...(portErrors.length > 0
      ? [invalid('spec.service.port', port, `port is not valid: ${portErrors.join(', ')}`)]
      : []),
    ...(insecureSkipTLSVerify && caBundle
      ? [invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')]
      : []),
  ]
}

function validateStatus({ status }: KubeObject): FieldError[] {
  const known = ['True', 'False', 'Unknown']
  return (status?.conditions ?? []).flatMap(({ status: value = '' }: any, at: number) =>
    (known.includes(value) ? [] : [unsupported(`status.conditions[${at}].status`, value, known)]))
}
