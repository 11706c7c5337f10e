import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Attributes } from './plugin.ts'

/** The pod itself (no subresource) that this request writes with `operation`; undefined for any other request. */
export function podOf(attributes: Attributes, operation: Attributes['operation']): KubeObject | undefined {
  const { definition, subresource, object } = attributes
  const isPod = definition.group === '' && definition.resource === 'pods' && subresource === ''
  return isPod && attributes.operation === operation ? object : undefined
}
