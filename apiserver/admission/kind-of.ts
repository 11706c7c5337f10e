import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Attributes } from './plugin.ts'

/** The object that a request writes with `operation`, when it is itself (no subresource) one of `name.group`. */
export function objectOf(
  attributes: Attributes, operation: Attributes['operation'], resource: string,
): KubeObject | undefined {
  const { definition, subresource, object } = attributes
  return resourceName(definition) === resource && subresource === '' && attributes.operation === operation
    ? object
    : undefined
}

/** How plug-ins name a kind: `resource.group`, core's without the group. */
export function resourceName({ group, resource }: { group: string; resource: string }): string {
  return group === '' ? resource : `${resource}.${group}`
}
