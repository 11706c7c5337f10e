import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Resource, WriteRequest } from '../registry/resource.ts'
import { trackFields } from '../registry/track-fields.ts'

/** The server writes for itself: nobody to ask and nobody to warn, but its fields are its own. */
export function ownRequest(
  resource: Resource, { metadata }: Pick<KubeObject, 'metadata'>, subresource = '', fieldManager = 'kube-apiserver',
): WriteRequest {
  const context: WriteRequest['context'] = {
    user: { name: 'system:apiserver', uid: '', groups: ['system:masters'], extra: {} },
    verb: subresource === '' ? 'create' : 'update', subresource, dryRun: false, fieldManager,
    namespace: metadata.namespace ?? '', name: metadata.name ?? '',
    warn: () => {}, now: () => new Date(),
  }
  return {
    context,
    mutate: async () => {}, validate: async () => {},
    track: (object, old) => trackFields(resource, object, old, context),
  }
}
