import { errorFrom } from './client.ts'
import type { ApiClient, ResourceRef } from './api-client.ts'

/** A resource as the server lists it. */
export interface DiscoveredResource extends ResourceRef {
  kind: string
  namespaced: boolean
  verbs: string[]
}

/** What discovery found, and the group versions of which it could not learn the resources. */
export interface Discovery {
  resources: DiscoveredResource[]
  failures: DiscoveryFailure[]
}

export interface DiscoveryFailure {
  /** `apps/v1`; `v1` for the core group. */
  groupVersion: string
  message: string
}

/**
 * Every resource the server serves, in each group's preferred version; subresources left out.
 *
 * Errors: rejects when the list of groups cannot be read. A single group that cannot is among the failures, and the
 * caller decides whether it may go on without it.
 */
export async function discover(client: ApiClient): Promise<Discovery> {
  const groups = await read(client, '/apis')
  const versions: [string, string][] = [['', 'v1']]
  for (const { name, preferredVersion } of groups.groups ?? []) versions.push([name, preferredVersion.version])
  const found = await Promise.all(versions.map(([group, version]) => discoverGroup(client, group, version)))
  return { resources: found.flatMap(({ resources }) => resources), failures: found.flatMap(({ failures }) => failures) }
}

async function discoverGroup(client: ApiClient, group: string, version: string): Promise<Discovery> {
  try {
    const list = await read(client, group === '' ? `/api/${version}` : `/apis/${group}/${version}`)
    const resources = list.resources
      .filter(({ name }: any) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }: any) => ({ group, version, resource: name, kind, namespaced, verbs }))
    return { resources, failures: [] }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { resources: [], failures: [{ groupVersion: group === '' ? version : `${group}/${version}`, message }] }
  }
}

async function read(client: ApiClient, path: string): Promise<any> {
  const { status, body } = await client.raw('GET', path)
  if (status >= 400) throw errorFrom(status, body)
  return JSON.parse(body)
}
