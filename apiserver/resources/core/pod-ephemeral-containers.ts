import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { SubresourceStrategy } from '../definition.ts'
import { keepMetaForStatus } from '../meta/keep-for-status.ts'
import { dropDisabledFields } from './disabled-fields.ts'
import { raiseGeneration } from './pod-generation.ts'
import { printInternal } from './validation/internal-print.ts'
import { noPath } from './validation/paths.ts'
import { validatePodView } from './validation/pod.ts'
import { unifiedDiff } from './validation/unified-diff.ts'

const path = 'spec.ephemeralContainers'

/** `pods/ephemeralcontainers`: what `kubectl debug` adds to a pod. Upstream: podEphemeralContainersStrategy. */
export const podEphemeralContainers: SubresourceStrategy = {
  prepareForUpdate(pod, old) {
    const { ephemeralContainers } = pod['spec']
    pod['spec'] = {
      ...structuredClone(old['spec']), ...(ephemeralContainers === undefined ? {} : { ephemeralContainers }),
    }
    if (ephemeralContainers === undefined) delete pod['spec'].ephemeralContainers
    pod['status'] = old['status']
    keepMetaForStatus(pod.metadata, old.metadata)
    dropDisabledFields(pod['spec'])
    raiseGeneration(pod, old)
  },
  validateUpdate(pod, old) {
    if (old.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
      return [forbidden(noPath, 'static pods do not support ephemeral containers')]
    }
    return [...validatePodView(pod, old), ...validateChanges(pod, old)]
  },
}

/** They are added, and stay as they are. */
function validateChanges(pod: KubeObject, old: KubeObject): FieldError[] {
  const present: any[] = pod['spec'].ephemeralContainers ?? []
  return ((old['spec'].ephemeralContainers ?? []) as any[]).flatMap((before) => {
    const named = `existing ephemeral containers ${JSON.stringify(before.name)}`
    const after = present.findLast(({ name }) => name === before.name)
    if (!after) return [forbidden(path, `${named} may not be removed\n`)]
    if (semanticEqual(after, before)) return []
    const print = (container: any): string => printInternal('EphemeralContainer', container)
    return [forbidden(path, `${named} may not be changed\n${unifiedDiff(print(before), print(after))}`)]
  })
}
