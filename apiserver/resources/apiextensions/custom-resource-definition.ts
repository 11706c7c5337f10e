import type { KubeObject } from '../../../apimachinery/meta.ts'
import { restore } from '../core/restore.ts'
import { createdColumn, nameColumn } from '../core/table-columns.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { plainRow } from '../meta/plain-row.ts'
import { formatWarnings } from './formats.ts'
import { internalSpec } from './internal-spec.ts'
import { validateDefinition, validateDefinitionStatus, validateDefinitionUpdate } from './validation.ts'

const types = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1'

/** CustomResourceDefinition: a kind that users define. */
export const customResourceDefinition: ResourceDefinition = {
  ...plainRow,
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  resource: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  type: `${types}.CustomResourceDefinition`,
  storagePrefix: 'apiextensions.k8s.io/customresourcedefinitions',
  storedAsJson: true,
  strategy: {
    applyDefaults,
    prepareForCreate(object) {
      object['status'] = {}
      object.metadata.generation = 1
      keepStoredVersion(object)
    },
    validate: validateDefinition,
    warningsOnCreate: ({ spec }) => formatWarnings(internalSpec(spec)),
    prepareForUpdate(object, old) {
      restore(object, old, 'status')
      raiseGeneration(object, old, `${types}.CustomResourceDefinitionSpec`)
      keepStoredVersion(object)
    },
    validateUpdate: validateDefinitionUpdate,
    warningsOnUpdate: ({ spec }, old) => formatWarnings(internalSpec(spec), internalSpec(old['spec'])),
    validatesMetadata: true,
    allowAnyFinalizer: true,
    allowUnconditionalUpdate: false,
  },
  status: {
    prepareForUpdate: (object, old) => restore(object, old, 'spec'),
    validateUpdate: validateDefinitionStatus,
  },
  subresources: [{ name: 'status', kind: 'CustomResourceDefinition', verbs: statusVerbs, tables: false }],
  columns: [nameColumn, createdColumn],
}

function applyDefaults(object: KubeObject): void {
  const spec = (object['spec'] ??= {})
  const names = (spec.names ??= {})
  const { kind = '' } = names
  if (!names.singular && kind !== '') names.singular = kind.toLowerCase()
  if (!names.listKind && kind !== '') names.listKind = `${kind}List`
  spec.conversion ??= { strategy: 'None' }
  const service = spec.conversion.webhook?.clientConfig?.service
  if (service) service.port ??= 443
  if (!object['status']?.storedVersions?.length) keepStoredVersion(object)
}

/** Names the version that objects are stored in from now on. */
function keepStoredVersion(object: KubeObject): void {
  const version = object['spec']?.versions?.find(({ storage }: any) => storage)
  const name: string = version?.name ?? ''
  const stored: string[] = object['status']?.storedVersions ?? []
  if (!version || stored.includes(name)) return
  object['status'] = { ...object['status'], storedVersions: [...stored, name] }
}
