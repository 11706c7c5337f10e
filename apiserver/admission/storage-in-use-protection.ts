import { objectOf } from './kind-of.ts'
import type { AdmissionPlugin } from './plugin.ts'

/** The finalizer that a controller takes away once nothing uses an object any more, by resource. */
const protections: Readonly<Record<string, string>> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
}

/** Storage that is in use is not deleted. Upstream: admission/storage/storageobjectinuseprotection. */
export function storageInUseProtection(): AdmissionPlugin {
  return {
    name: 'StorageObjectInUseProtection',
    only: Object.keys(protections),
    async admit(attributes) {
      for (const [resource, finalizer] of Object.entries(protections)) {
        const object = objectOf(attributes, 'CREATE', resource)
        const finalizers = object?.metadata.finalizers ?? []
        if (object && !finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer]
      }
    },
  }
}
