import type { KubeObject } from '../../../apimachinery/meta.ts'

/** Puts back a part of the object that this endpoint may not change. The part stays shared: copy before changing it. */
export function restore(object: KubeObject, old: KubeObject, field: 'spec' | 'status'): void {
  if (old[field] === undefined) delete object[field]
  else object[field] = old[field]
}
