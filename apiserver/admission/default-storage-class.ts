import { storageClassAnnotation } from '../resources/core/persistent-volume-cells.ts'
import { isDefaultStorageClass } from '../resources/storage/storage-class.ts'
import { newestDefault } from './default-class.ts'
import { objectOf } from './kind-of.ts'
import type { AdmissionPlugin, AdmissionSources } from './plugin.ts'

/** A claim that asks for no class gets the default one. Upstream: admission/storage/storageclass/setdefault. */
export function defaultStorageClass({ listObjects }: Pick<AdmissionSources, 'listObjects'>): AdmissionPlugin {
  return {
    name: 'DefaultStorageClass',
    only: ['persistentvolumeclaims'],
    async admit(attributes) {
      const claim = objectOf(attributes, 'CREATE', 'persistentvolumeclaims')
      if (claim === undefined || claim['spec']?.storageClassName !== undefined) return
      if (claim.metadata.annotations?.[storageClassAnnotation] !== undefined) return
      const classes = (await listObjects?.('storage.k8s.io/v1/storageclasses', '')) ?? []
      const found = newestDefault(classes, isDefaultStorageClass)
      if (found) claim['spec'] = { ...claim['spec'], storageClassName: found.metadata.name }
    },
  }
}
