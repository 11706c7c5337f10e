import { ApiError, forbiddenError, internalError, notFoundError } from '../../apimachinery/api-error.ts'
import { isPathSegmentName } from '../../apimachinery/names.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'
import { forbid } from './forbid.ts'

const namespaces = { group: '', resource: 'namespaces' }
const immortal = new Set(['default', 'kube-system', 'kube-public'])

/** Nothing is created in a namespace that is missing or going away. Upstream: plugin/namespace/lifecycle. */
export function namespaceLifecycle({ getNamespace }: Pick<AdmissionSources, 'getNamespace'>): AdmissionPlugin {
  return {
    name: 'NamespaceLifecycle',
    async admit(attributes) {
      const { definition, operation, namespace } = attributes
      if (isNamespace(attributes)) {
        if (operation === 'DELETE') refuseImmortal(attributes)
        return
      }
      // A review of access stores nothing, so it may be asked for any namespace.
      if (!definition.namespaced || operation !== 'CREATE' || definition.resource === 'localsubjectaccessreviews') {
        return
      }
      const wrong = isPathSegmentName(namespace)
      if (wrong.length > 0) {
        throw internalError(`invalid resource name ${JSON.stringify(namespace)}: [${wrong.join(' ')}]`)
      }
      const found = await getNamespace(namespace)
      if (found === undefined) throw notFoundError(namespaces, namespace)
      if (found['status']?.phase === 'Terminating' || found.metadata.deletionTimestamp) throw terminating(attributes)
    },
  }
}

function isNamespace({ definition }: Attributes): boolean {
  return definition.group === '' && definition.resource === 'namespaces'
}

function refuseImmortal({ name, subresource }: Attributes): void {
  if (subresource === '' && immortal.has(name)) {
    throw forbiddenError(namespaces, name, 'this namespace may not be deleted')
  }
}

function terminating(attributes: Attributes): ApiError {
  const { namespace } = attributes
  const error = forbid(
    attributes, `unable to create new content in namespace ${namespace} because it is being terminated`,
  )
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  return new ApiError(error.code, error.reason, error.message, { ...error.details, causes: [cause] })
}
