import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'
import { apiService, visibleServices } from './service-env.ts'

/** What pods refer to; null when the API has no such object. */
export interface PodObjects {
  configMap(namespace: string, name: string): Promise<KubeObject | null>
  secret(namespace: string, name: string): Promise<KubeObject | null>
  /** The services that a pod of a namespace is told of: all of the namespace's, or the API's alone. */
  services(namespace: string, links: boolean): Promise<KubeObject[]>
  /** A token of a service account, bound to a pod. */
  token(
    pod: { namespace: string; name: string; uid: string }, account: string, audience: string | undefined,
    seconds: number,
  ): Promise<IssuedToken>
}

/** A bound token and when it ends, in milliseconds. */
export interface IssuedToken {
  token: string
  expires: number
}

/** Reads them from the API, each time anew: a pod that starts is to see what was last applied. */
export function createPodObjects(client: ApiClient): PodObjects {
  const read = async (resource: string, namespace: string, name: string) => {
    try {
      return await client.get<KubeObject>({ group: '', version: 'v1', resource, namespace }, name)
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return null
      throw error
    }
  }
  return {
    configMap: (namespace, name) => read('configmaps', namespace, name),
    secret: (namespace, name) => read('secrets', namespace, name),
    async services(namespace, links) {
      const own = links
        ? await client.list<KubeObject>({ group: '', version: 'v1', resource: 'services', namespace })
        : null
      return visibleServices(own?.items ?? [], await read('services', apiService.namespace, apiService.name), links)
    },
    async token(pod, account, audience, seconds) {
      const ref = { group: '', version: 'v1', resource: 'serviceaccounts', namespace: pod.namespace }
      const request = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        metadata: {},
        spec: {
          ...(audience === undefined ? { audiences: [] } : { audiences: [audience] }),
          expirationSeconds: seconds,
          boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: pod.name, uid: pod.uid },
        },
      }
      const answer = await client.create<KubeObject>(ref, request, account, 'token')
      return { token: answer['status'].token, expires: Date.parse(answer['status'].expirationTimestamp) }
    },
  }
}
