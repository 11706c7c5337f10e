import type { KubeObject } from '../../apimachinery/meta.ts'

const behindResourceVersion = new Set([
  'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds',
  'labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields',
])

/** The object with its resourceVersion, at the place where Go writes it. */
export function withRevision(object: KubeObject, revision: number): KubeObject {
  const own = object.metadata as Readonly<Record<string, unknown>>
  const metadata: Record<string, unknown> = {}
  let placed = false
  for (const key of Object.keys(own)) {
    if (key === 'resourceVersion') continue
    if (!placed && behindResourceVersion.has(key)) {
      metadata['resourceVersion'] = String(revision)
      placed = true
    }
    metadata[key] = own[key]
  }
  if (!placed) metadata['resourceVersion'] = String(revision)
  return { ...object, metadata }
}
