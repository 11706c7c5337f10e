import { invalidError } from '../../apimachinery/api-error.ts'
import { forbidden } from '../../apimachinery/field-error.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'

const label = 'resource.kubernetes.io/admin-access'
const kinds = ['resourceclaims.resource.k8s.io', 'resourceclaimtemplates.resource.k8s.io']

/** Devices are had as an administrator only where the namespace says so. Upstream: resource.AuthorizedForAdmin. */
export function deviceAdminAccess({ getNamespace }: Pick<AdmissionSources, 'getNamespace'>): AdmissionPlugin {
  return {
    name: 'DeviceAdminAccess',
    only: kinds,
    async validate(attributes) {
      const { definition, namespace, object } = attributes
      const path = wishedAt(attributes)
      if (path === undefined) return
      const found = await getNamespace(namespace)
      if (found?.metadata.labels?.[label] === 'true') return
      const why = `admin access to devices requires the \`${label}: true\` label on the containing namespace`
      throw invalidError(definition, object?.metadata.name ?? '', [forbidden(path, why)])
    },
  }
}

/** The path of the first wish for such access that was not granted before. */
function wishedAt({ definition, operation, subresource, object, old }: Attributes): string | undefined {
  if (!object) return undefined
  if (subresource === '' && operation === 'CREATE') {
    const spec = definition.resource === 'resourceclaims' ? object['spec'] : object['spec']?.spec
    return first(spec?.devices?.requests, ({ exactly }) => exactly?.adminAccess, 'spec.devices.requests')
  }
  if (subresource !== 'status' || resultAt(old?.['status']) !== undefined) return undefined
  return resultAt(object['status'])
}

function resultAt(status: any): string | undefined {
  return first(
    status?.allocation?.devices?.results, ({ adminAccess }) => adminAccess, 'status.allocation.devices.results',
  )
}

function first(list: any[] | undefined, wishes: (one: any) => boolean | undefined, path: string): string | undefined {
  const at = (list ?? []).findIndex((one) => wishes(one) === true)
  return at < 0 ? undefined : `${path}[${at}].adminAccess`
}
