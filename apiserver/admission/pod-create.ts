import type { KubeObject } from '../../apimachinery/meta.ts'
import { objectOf } from './kind-of.ts'
import type { Attributes } from './plugin.ts'

/** The pod itself (no subresource) that this request writes with `operation`; undefined for any other request. */
export function podOf(attributes: Attributes, operation: Attributes['operation']): KubeObject | undefined {
  return objectOf(attributes, operation, 'pods')
}
