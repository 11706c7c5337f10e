import type { ObjectMeta } from '../../../apimachinery/meta.ts'

const kept = ['deletionTimestamp', 'generation', 'labels', 'annotations', 'finalizers', 'ownerReferences'] as const

/** What a write of a part of an object leaves alone in the metadata. Upstream: metav1.ResetObjectMetaForStatus. */
export function keepMetaForStatus(metadata: ObjectMeta, old: ObjectMeta): void {
  for (const field of kept) {
    if (old[field] === undefined) delete metadata[field]
    else Object.assign(metadata, { [field]: old[field] })
  }
}
