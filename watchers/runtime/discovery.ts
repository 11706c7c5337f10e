import { errorFrom } from './client.ts'
import type { ApiClient, ResourceRef } from './api-client.ts'

/** A resource as the server lists it. */
export interface DiscoveredResource extends ResourceRef {
  kind: string
  namespaced: boolean
  verbs: string[]
}

/** Every resource the server serves, in each group's preferred version; subresources left out. */
export async function discover(client: ApiClient): Promise<DiscoveredResource[]> {
  const groups = await read(client, '/apis')
  const versions: [string, string][] = [['', 'v1']]
  for (const { name, preferredVersion } of groups.groups ?? []) versions.push([name, preferredVersion.version])
  const lists = await Promise.allSettled(versions.map(([group, version]) =>
    read(client, group === '' ? `/api/${version}` : `/apis/${group}/${version}`).then((list) => ({ group, version, list }))))
  return lists.flatMap((result) => (result.status === 'rejected' ? [] : result.value.list.resources
    .filter(({ name }: any) => !name.includes('/'))
    .map(({ name, kind, namespaced, verbs }: any) =>
      ({ group: result.value.group, version: result.value.version, resource: name, kind, namespaced, verbs }))))
}

async function read(client: ApiClient, path: string): Promise<any> {
  const { status, body } = await client.raw('GET', path)
  if (status >= 400) throw errorFrom(status, body)
  return JSON.parse(body)
}
