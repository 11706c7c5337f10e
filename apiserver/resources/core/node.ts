import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { nodeColumns } from './node-columns.ts'
import { validateNode, validateNodeUpdate } from './node-validation.ts'
import { restore } from './restore.ts'
import { roundResources } from './round-resources.ts'
import { allVerbs, proxyVerbs, statusVerbs } from './verbs.ts'

/** Node: a host that runs pods; its agent writes `status`. */
export const node: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.Node',
  storagePrefix: 'minions',
  strategy: {
    applyDefaults,
    prepareForCreate(object) {
      drop(object, 'spec', 'configSource')
      drop(object, 'status', 'config')
    },
    validate: validateNode,
    prepareForUpdate(object, old) {
      restore(object, old, 'status')
      if (!old['spec']?.configSource) drop(object, 'spec', 'configSource')
    },
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validateNode(object),
      ...validateNodeUpdate(object, old),
    ],
    warningsOnCreate: nodeWarnings,
    warningsOnUpdate: nodeWarnings,
    validateName: nameIsSubdomain,
  },
  status: {
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      if (!old['status']?.config) drop(object, 'status', 'config')
    },
    validateUpdate: validateNodeUpdate,
  },
  subresources: [
    { name: 'proxy', kind: 'NodeProxyOptions', verbs: proxyVerbs },
    { name: 'status', kind: 'Node', verbs: statusVerbs },
  ],
  columns: nodeColumns,
  fieldSelectors: { 'spec.unschedulable': (object) => String(object['spec']?.unschedulable === true) },
}

function nodeWarnings(object: KubeObject): string[] {
  return object['spec']?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []
}

function applyDefaults(object: KubeObject): void {
  joinPodCidrs(object)
  const { capacity, allocatable } = object['status'] ?? {}
  roundResources(capacity)
  roundResources(allocatable)
  if (capacity && Object.keys(allocatable ?? {}).length === 0) {
    object['status'] = { ...object['status'], allocatable: { ...capacity } }
  }
}

/** `podCIDR` and the first of `podCIDRs` are the same; upstream keeps only the list inside. */
function joinPodCidrs(object: KubeObject): void {
  const { podCIDR = '', podCIDRs = [] } = object['spec'] ?? {}
  if (podCIDR !== '' && (podCIDRs ?? [])[0] !== podCIDR) object['spec'] = { ...object['spec'], podCIDRs: [podCIDR] }
  else if (podCIDR === '' && podCIDRs?.length > 0) object['spec'] = { ...object['spec'], podCIDR: podCIDRs[0] }
}

function drop(object: KubeObject, part: 'spec' | 'status', field: string): void {
  if (object[part]?.[field] === undefined) return
  const { [field]: _dropped, ...rest } = object[part]
  object[part] = rest
}
