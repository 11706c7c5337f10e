import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { addressRecords } from './ip-addresses.ts'
import { ownRequest } from './own-request.ts'
import { deleteObject } from '../registry/delete.ts'
import type { Resources } from './resources-in-use.ts'
import type { CatalogOptions } from '../resources/catalog.ts'
import { storedObjects } from './stored-objects.ts'

/** What Services need of other kinds. `resources` is asked only when a Service is written. */
export function serviceNeeds(serviceCidr: string, resources: () => Resources): CatalogOptions {
  return {
    serviceCidr,
    services: () => storedObjects(resources(), '/v1/services'),
    networks() {
      const ready = [...storedObjects(resources(), 'networking.k8s.io/v1/servicecidrs')].filter(isReady)
      return ready.length > 0 ? [...new Set(ready.flatMap(cidrsOf))] : serviceCidr.split(',')
    },
    addresses: addressRecords(() => resources().get('networking.k8s.io/v1/ipaddresses')),
    async removeEndpoints(service) {
      const endpoints = resources().get('/v1/endpoints')
      if (!endpoints) return
      try {
        await deleteObject(endpoints, service.metadata.name ?? '', {}, ownRequest(endpoints, service))
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 404) throw error
      }
    },
  }
}

const cidrsOf = ({ spec }: KubeObject): string[] => spec?.cidrs ?? []

function isReady({ metadata, status }: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = status?.conditions ?? []
  return !metadata.deletionTimestamp && conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
}
