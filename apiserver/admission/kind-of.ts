import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Attributes } from './plugin.ts'

/** The object that a request writes with `operation`, when it is itself (no subresource) one of `name.group`. */
export function objectOf(
  attributes: Attributes, operation: Attributes['operation'], resource: string,
): KubeObject | undefined {
  const { definition, subresource, object } = attributes
  const name = definition.group === '' ? definition.resource : `${definition.resource}.${definition.group}`
  return name === resource && subresource === '' && attributes.operation === operation ? object : undefined
}
