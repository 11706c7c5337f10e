import type { KubeObject } from '../../apimachinery/meta.ts'
import { parseQuantity, quantityOf, type Quantity } from '../../apimachinery/quantity.ts'
import { storageClassOf } from '../resources/core/persistent-volume-cells.ts'
import { forbid } from './forbid.ts'
import { objectOf } from './kind-of.ts'
import type { AdmissionPlugin, AdmissionSources } from './plugin.ts'

const refusal =
  'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
const unbound = 'Only bound persistent volume claims can be expanded'

/** A claim grows only when it is bound and its class allows it. Upstream: admission/storage/persistentvolume/resize. */
export function claimResize({ getObject }: Pick<AdmissionSources, 'getObject'>): AdmissionPlugin {
  return {
    name: 'PersistentVolumeClaimResize',
    only: ['persistentvolumeclaims'],
    async validate(attributes) {
      const claim = objectOf(attributes, 'UPDATE', 'persistentvolumeclaims')
      const { old } = attributes
      if (claim === undefined || old === undefined || sizeOf(claim).compare(sizeOf(old)) <= 0) return
      if (old['status']?.phase !== 'Bound') throw forbid(attributes, unbound)
      const name = storageClassOf(claim)
      const found = name === '' || name !== storageClassOf(old)
        ? undefined
        : await getObject?.('storage.k8s.io/v1/storageclasses', '', name)
      if (found?.['allowVolumeExpansion'] !== true) throw forbid(attributes, refusal)
    },
  }
}

function sizeOf({ spec }: KubeObject): Quantity {
  return parseQuantity(spec?.resources?.requests?.storage ?? '0') ?? quantityOf(0)
}
