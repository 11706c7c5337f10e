import { apiVersionOf, type KubeObject } from '../../apimachinery/meta.ts'
import type { RequestContext } from '../resources/definition.ts'
import { resetFieldsOf } from './managed-fields/reset-fields.ts'
import { trackUpdate, withManagedFields } from './managed-fields/track-update.ts'
import { otherVersionsOf } from './other-versions.ts'
import type { Resource } from './resource.ts'
import { shownForm } from './wire-form.ts'

/** Writes into `object` who owns which field once this request is done. */
export function trackFields(
  resource: Resource, object: KubeObject, old: KubeObject | undefined, context: RequestContext,
): void {
  const { definition, struct } = resource
  const { fieldManager, subresource, now } = context
  const tracked = trackUpdate({
    live: old && shownForm(resource, old), struct, subresource,
    // An empty list of managers says something, and would be left out.
    object: withManagedFields(resource.toWire(shownForm(resource, object)), object.metadata.managedFields),
    manager: fieldManager,
    apiVersion: apiVersionOf(definition),
    now: now(),
    resetFields: resetFieldsOf(definition, subresource),
    otherVersions: otherVersionsOf(resource),
  })
  const { managedFields } = tracked.metadata
  if (managedFields === undefined) delete object.metadata.managedFields
  else object.metadata.managedFields = managedFields
}
