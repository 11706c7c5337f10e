import { next } from '../../../apimachinery/int64.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { sameInGo } from '../schema/go-values.ts'

/** Raises the generation of an object whose spec, of Go type `type`, is another one than before. */
export function raiseGeneration(object: KubeObject, old: KubeObject, type: string): void {
  if (sameInGo(type, object['spec'], old['spec'])) return
  object.metadata.generation = next(old.metadata.generation ?? 0)
}
