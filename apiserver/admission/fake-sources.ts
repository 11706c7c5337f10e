import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionSources } from './plugin.ts'

/** Objects by kind (`group/version/resource`). */
export type StoredObjects = Record<string, KubeObject[]>

/** What admission knows in tests: a few objects in memory, which its own writes change one after the other. */
export function fakeSources(stored: StoredObjects, mayDo = true): AdmissionSources {
  const of = (kind: string, namespace: string): KubeObject[] =>
    (stored[kind] ?? []).filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
  const find = (kind: string, namespace: string, name: string): KubeObject | undefined =>
    of(kind, namespace).find(({ metadata }) => metadata.name === name)
  return {
    getNamespace: async (name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    getServiceAccount: async (namespace, name) => ({
      apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name },
    }),
    getObject: async (kind, namespace, name) => find(kind, namespace, name),
    listObjects: async (kind, namespace) => of(kind, namespace),
    async updateStatus(kind, namespace, name, change) {
      const list = stored[kind] ?? []
      const current = find(kind, namespace, name)
      if (!current) throw new ApiError(404, 'NotFound', `${kind} "${name}" not found`)
      list[list.indexOf(current)] = change(current)
    },
    mayDo: async () => mayDo,
    now: () => new Date('2026-01-01T00:00:00Z'),
    randomName: () => 'abcde',
  }
}
