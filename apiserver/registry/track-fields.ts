import { apiVersionOf, type KubeObject } from '../../apimachinery/meta.ts'
import { atOnce, inTurns } from '../../apimachinery/steps.ts'
import type { RequestContext } from '../resources/definition.ts'
import { resetFieldsOf } from './managed-fields/reset-fields.ts'
import { trackingUpdate, withManagedFields } from './managed-fields/track-update.ts'
import { otherVersionsOf } from './other-versions.ts'
import type { Pace, Resource } from './resource.ts'
import { shownForm } from './wire-form.ts'

/** Writes into `object` who owns which field once this request is done. */
export async function trackFields(
  resource: Resource, object: KubeObject, old: KubeObject | undefined, context: RequestContext, pace?: Pace,
): Promise<void> {
  const { definition, struct } = resource
  const { fieldManager, subresource, now } = context
  const steps = trackingUpdate({
    live: old && shownForm(resource, old), struct, subresource,
    // An empty list of managers says something, and would be left out.
    object: withManagedFields(resource.toWire(shownForm(resource, object)), object.metadata.managedFields),
    manager: fieldManager,
    apiVersion: apiVersionOf(definition),
    now: now(),
    resetFields: resetFieldsOf(definition, subresource),
    otherVersions: otherVersionsOf(resource),
  })
  const { metadata: { managedFields } } = pace?.isLarge ? await inTurns(steps) : atOnce(steps)
  if (managedFields === undefined) delete object.metadata.managedFields
  else object.metadata.managedFields = managedFields
}
