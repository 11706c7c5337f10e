import type { ResourceDefinition } from '../../resources/definition.ts'

/** The kinds whose deletion answers with the object, by group; upstream: Store.ReturnDeletedObject. */
const shown: Readonly<Record<string, ReadonlySet<string>>> = {
  '': new Set([
    'persistentvolumeclaims', 'persistentvolumes', 'pods', 'podtemplates', 'resourcequotas', 'serviceaccounts',
    'services',
  ]),
  'resource.k8s.io': new Set(['deviceclasses', 'resourceclaims', 'resourceclaimtemplates', 'resourceslices']),
  'storage.k8s.io': new Set([
    'csidrivers', 'csinodes', 'storageclasses', 'volumeattachments', 'volumeattributesclasses',
  ]),
}

/** Whether DELETE of such an object answers with it, instead of a Status. */
export function returnsDeletedObject({ group, resource }: ResourceDefinition): boolean {
  return shown[group]?.has(resource) ?? false
}
