import type { Coracle } from '../harness/coracle.ts'
import { send } from '../harness/request.ts'

/** A resource that discovery says is stored. */
export interface Served {
  apiVersion: string
  kind: string
  /** Where its objects in the namespace `default`, or of the cluster, are. */
  path: string
  subresources: readonly string[]
}

/** What can be created, watched and patched. */
export async function servedResources(coracle: Coracle): Promise<readonly Served[]> {
  const { json: groups } = await send(coracle, { path: '/apis' })
  const versions: string[] = groups.groups.flatMap((group: any) => group.versions.map((one: any) => one.groupVersion))
  const lists = await Promise.all(['v1', ...versions].map((version) => listOf(coracle, version)))
  return lists.flat()
}

async function listOf(coracle: Coracle, apiVersion: string): Promise<Served[]> {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`
  const { json } = await send(coracle, { path: root })
  const resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[] = json.resources
  return resources
    .filter(({ name, verbs }) =>
      !name.includes('/') && ['create', 'watch', 'patch'].every((verb) => verbs.includes(verb)))
    .map(({ name, kind, namespaced }) => ({
      apiVersion,
      kind,
      path: namespaced ? `${root}/namespaces/default/${name}` : `${root}/${name}`,
      subresources: resources.filter((one) => one.name.startsWith(`${name}/`))
        .map((one) => one.name.slice(name.length + 1)),
    }))
}
