import type { KubeObject } from '../../apimachinery/meta.ts'
import { notFoundError } from '../../apimachinery/api-error.ts'
import type { AdmissionSources } from '../admission/plugin.ts'
import { ownRequest } from './own-request.ts'
import { updateObject } from '../registry/update.ts'
import type { Resources } from './resources-in-use.ts'

/** Writes of the status of stored objects that the server makes for itself, past admission. */
export function ownStatusWrites(resources: Resources): NonNullable<AdmissionSources['updateStatus']> {
  return async (kind, namespace, name, change) => {
    const resource = resources.get(kind)
    if (!resource) throw notFoundError({ group: '', resource: kind }, name)
    const request = ownRequest(resource, { metadata: { namespace, name } }, 'status')
    const { status } = resource.definition
    await updateObject(resource, name, {
      ...(status ? { strategy: status } : {}),
      async apply(current) {
        const object: KubeObject = change(structuredClone(current!))
        await request.track(object, current)
        return object
      },
    }, request)
  }
}
