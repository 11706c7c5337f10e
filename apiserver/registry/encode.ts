import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Resource } from './resource.ts'
import { storedWire } from './wire-form.ts'

/** The bytes that are stored: the object in Go's form, without its resourceVersion, which is the revision of its last write. */
export function encodeForStore(resource: Resource, object: KubeObject): Buffer {
  const wire = storedWire(resource, object)
  const { resourceVersion: _, ...metadata } = wire.metadata
  return Buffer.from(JSON.stringify({ ...wire, metadata }))
}

const behindResourceVersion = [
  'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds',
  'labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields',
]

/** The object with its resourceVersion, at the place where Go writes it. */
export function withRevision(object: KubeObject, revision: number): KubeObject {
  const metadata: Record<string, unknown> = {}
  let placed = false
  for (const [key, value] of Object.entries(object.metadata)) {
    if (key === 'resourceVersion') continue
    if (!placed && behindResourceVersion.includes(key)) {
      metadata['resourceVersion'] = String(revision)
      placed = true
    }
    metadata[key] = value
  }
  if (!placed) metadata['resourceVersion'] = String(revision)
  return { ...object, metadata }
}
