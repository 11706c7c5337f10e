import type { KubeObject } from '../../apimachinery/meta.ts'

/**
 * What a writer knows of a value it stores: the object whose JSON it is. The store hands the same Buffer to whoever follows
 * it, so the cache need not parse what was printed a moment ago. Weak: a value that is refused is forgotten with its bytes.
 */
const objects = new WeakMap<Buffer, KubeObject>()

/** Says that `value` is the JSON of `object`, which nobody may change from now on. */
export function tellObject(value: Buffer, object: KubeObject): void {
  objects.set(value, object)
}

/** The object whose JSON `value` is, when its writer told; without resourceVersion, as it is stored. */
export function toldObject(value: Buffer): KubeObject | undefined {
  return objects.get(value)
}
