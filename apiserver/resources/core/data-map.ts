import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** The most bytes that a Secret or ConfigMap may hold. */
export const maxDataSize = 1024 * 1024

/** How many bytes base64 values stand for. */
export function dataSize(data: Readonly<Record<string, string | null>>): number {
  return Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value ?? '', 'base64'), 0)
}

/** Whether an immutable object's field is no longer what it was. */
export function changedWhileImmutable(field: string, object: KubeObject, old: KubeObject): boolean {
  if (field === 'immutable') return object[field] !== true
  // An empty map is another thing than none; nothing stored has one.
  return (object[field] === undefined) !== (old[field] === undefined) || !semanticEqual(object[field], old[field])
}
