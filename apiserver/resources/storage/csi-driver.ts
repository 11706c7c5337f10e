import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { plainRow } from '../meta/plain-row.ts'
import { csiDriverColumns } from './csi-driver-columns.ts'
import { validateCsiDriver, validateCsiDriverUpdate } from './csi-driver-validation.ts'

const tokensInSecrets =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible ' +
  'logging of tokens in volume attributes'

/** CSIDriver: what Kubernetes is to know of a CSI volume driver. */
export const csiDriver: ResourceDefinition = {
  ...plainRow,
  group: 'storage.k8s.io',
  kind: 'CSIDriver',
  resource: 'csidrivers',
  singular: 'csidriver',
  namespaced: false,
  type: 'k8s.io/api/storage/v1.CSIDriver',
  storagePrefix: 'csidrivers',
  strategy: {
    applyDefaults,
    // What belongs to a feature that is off by default is dropped, as upstream does.
    prepareForCreate: (object) => void delete object['spec'].preventPodSchedulingIfMissing,
    validate: validateCsiDriver,
    warningsOnCreate: tokenWarnings,
    prepareForUpdate(object, old) {
      if (old['spec']?.preventPodSchedulingIfMissing === undefined) delete object['spec'].preventPodSchedulingIfMissing
      raiseGeneration(object, old, 'k8s.io/api/storage/v1.CSIDriverSpec')
    },
    validateUpdate: validateCsiDriverUpdate,
    warningsOnUpdate: (object, old) =>
      (semanticEqual(object['spec'].tokenRequests, old['spec'].tokenRequests) ? [] : tokenWarnings(object)),
    allowUnconditionalUpdate: false,
  },
  columns: csiDriverColumns,
}

function tokenWarnings({ spec }: KubeObject): string[] {
  return spec.tokenRequests?.length > 0 && spec.serviceAccountTokenInSecrets === undefined ? [tokensInSecrets] : []
}

/** Upstream: SetDefaults_CSIDriver. */
function applyDefaults(object: KubeObject): void {
  object['spec'] ??= {}
  const spec = object['spec']
  spec.attachRequired ??= true
  spec.podInfoOnMount ??= false
  spec.storageCapacity ??= false
  spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
  if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent']
  spec.requiresRepublish ??= false
  spec.seLinuxMount ??= false
}
