import type { KubeObject } from '../../apimachinery/meta.ts'

const told = Symbol('object')

/**
 * What a writer knows of a value it stores: the object whose JSON it is. The store hands the same Buffer to whoever
 * follows it, so the cache need not parse what was printed a moment ago. It hangs on the Buffer itself: thousands a
 * second in a WeakMap would cost the garbage collector more than the parsing.
 */
type Told = Buffer & { [told]?: KubeObject | undefined }

/** Says that `value` is the JSON of `object`, which nobody may change from now on. */
export function tellObject(value: Told, object: KubeObject): void {
  value[told] = object
}

/** The object whose JSON `value` is, when its writer told; without resourceVersion, as it is stored. Told once. */
export function takeObject(value: Told): KubeObject | undefined {
  const object = value[told]
  if (object !== undefined) value[told] = undefined
  return object
}
