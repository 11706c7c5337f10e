import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { ownRequest } from './own-request.ts'
import { createObject } from '../registry/create.ts'
import { deleteObject } from '../registry/delete.ts'
import { objectKey, type Resource } from '../registry/resource.ts'
import type { AddressRecords } from '../resources/core/service-allocators.ts'

/** Addresses of Services as IPAddress objects. `find` gives their kind, which is not yet there when this is made. */
export function addressRecords(find: () => Resource | undefined): AddressRecords {
  const resource = (): Resource => {
    const found = find()
    if (!found) throw new TypeError('cannot record addresses: the kind IPAddress is not served')
    return found
  }
  return {
    has: (ip) => resource().cache.get(objectKey(resource(), '', ip)) !== undefined,
    async create(ip, family, service) {
      const object = ipAddress(ip, family, service)
      return unless(409, () => createObject(resource(), object, ownRequest(resource(), object)))
    },
    async remove(ip) {
      const object = ipAddress(ip, '', { metadata: {} })
      await unless(404, () => deleteObject(resource(), ip, {}, ownRequest(resource(), object)))
    },
  }
}

/** Upstream: ipallocator.createIPAddress. */
function ipAddress(ip: string, family: string, { metadata }: Pick<KubeObject, 'metadata'>): KubeObject {
  return {
    kind: 'IPAddress', apiVersion: 'networking.k8s.io/v1',
    metadata: {
      name: ip,
      labels: {
        'ipaddress.kubernetes.io/ip-family': family,
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
      },
    },
    spec: { parentRef: { resource: 'services', namespace: metadata.namespace ?? '', name: metadata.name ?? '' } },
  }
}

/** False when it fails with this code. */
async function unless(code: number, action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action()
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === code) return false
    throw error
  }
}
