import type { ResourceDefinition } from '../../resources/definition.ts'

/** The kinds whose deletion answers with the object; upstream: Store.ReturnDeletedObject. */
const shown = new Set([
  'pods', 'podtemplates', 'replicationcontrollers', 'services', 'serviceaccounts', 'persistentvolumes', 'persistentvolumeclaims',
  'resourcequotas', 'limitranges',
])

export function returnsDeletedObject({ group, resource }: ResourceDefinition): boolean {
  return (group === '' && shown.has(resource)) || (group === 'storage.k8s.io') || group === 'policy' && resource === 'podsecuritypolicies'
}
