import type { KubeObject } from '../../apimachinery/meta.ts'
import type { OtherVersions } from './managed-fields/versions.ts'
import { shapeOf } from './managed-fields/shape.ts'
import type { Resource } from './resource.ts'
import { shownForm } from './wire-form.ts'

/** How managers of a resource's other versions see its objects. */
export function otherVersionsOf(resource: Resource): OtherVersions {
  return (apiVersion) => {
    const other = resource.otherVersions?.get(apiVersion)
    // Upstream converts within a group only: the managers of an Event in one are forgotten by the other.
    if (other?.definition.group !== resource.definition.group) return undefined
    return {
      shape: shapeOf(other.struct),
      fromRequest: (object) => converted(object as KubeObject, resource, other),
      toRequest: (object) => converted(object as KubeObject, other, resource),
    }
  }
}

function converted(object: KubeObject, { definition: { conversion } }: Resource, to: Resource): KubeObject {
  return to.toWire(shownForm(to, conversion ? conversion.toStored(object) : object))
}
