import type { KubeObject } from '../apimachinery/meta.ts'
import { notFoundError } from '../apimachinery/api-error.ts'
import type { AdmissionSources } from './admission/plugin.ts'
import type { WriteRequest } from './registry/resource.ts'
import { trackFields } from './registry/track-fields.ts'
import { updateObject } from './registry/update.ts'
import type { Resources } from './resources-in-use.ts'
import type { RequestContext } from './resources/definition.ts'

/** Writes of the status of stored objects that the server makes for itself, past admission. */
export function ownStatusWrites(resources: Resources): NonNullable<AdmissionSources['updateStatus']> {
  return async (kind, namespace, name, change) => {
    const resource = resources.get(kind)
    if (!resource) throw notFoundError({ group: '', resource: kind }, name)
    const context = ownContext(namespace, name)
    const request: WriteRequest = {
      context, mutate: async () => {}, validate: async () => {},
      track: (object, old) => trackFields(resource, object, old, context),
    }
    const { status } = resource.definition
    await updateObject(resource, name, {
      ...(status ? { strategy: status } : {}),
      apply(current) {
        const object: KubeObject = change(structuredClone(current!))
        request.track(object, current)
        return object
      },
    }, request)
  }
}

function ownContext(namespace: string, name: string): RequestContext {
  return {
    user: { name: 'system:apiserver', uid: '', groups: ['system:masters'], extra: {} },
    verb: 'update', subresource: 'status', dryRun: false, fieldManager: 'kube-apiserver',
    namespace, name, warn: () => {}, now: () => new Date(),
  }
}
