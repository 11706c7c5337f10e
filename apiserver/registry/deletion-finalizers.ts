import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import type { DeleteOptions } from './delete-options.ts'

const orphan = 'orphan'
const foreground = 'foregroundDeletion'

/** The finalizers an object has once it is to be deleted as `options` ask; the garbage collector takes its own off again. */
export function deletionFinalizers(definition: ResourceDefinition, object: KubeObject, options: DeleteOptions): string[] {
  const present = object.metadata.finalizers ?? []
  const supported = !(definition.group === '' && definition.resource === 'events') && definition.group !== 'events.k8s.io'
  if (!supported) return present
  const wanted = wantedFinalizer(present, options)
  const kept = present.filter((name) => name !== orphan && name !== foreground)
  if (wanted === undefined) return kept
  return present.includes(wanted) && present.length === kept.length + 1 ? present : [...kept, wanted]
}

/** The options first, then what is on the object; the kinds of today collect in the background by themselves. */
function wantedFinalizer(present: readonly string[], options: DeleteOptions): string | undefined {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? orphan : undefined
  if (options.propagationPolicy === 'Orphan') return orphan
  if (options.propagationPolicy === 'Foreground') return foreground
  if (options.propagationPolicy === 'Background') return undefined
  return present.find((name) => name === orphan || name === foreground)
}
