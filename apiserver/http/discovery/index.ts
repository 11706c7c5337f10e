import { createHash } from 'node:crypto'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { aggregatedList, coreVersions, groupDocument, groupList, resourceList } from './documents.ts'
import { groupsOf } from './groups.ts'
import { withoutTrailingSlashes } from '../../../apimachinery/slashes.ts'

/** A finished answer; `body` is empty with 304. */
export interface DiscoveryAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export interface Discovery {
  /** Whether the path is that of a version of a group that is served, be there such a version or not. */
  servesGroupOf(path: string): boolean
  /**
   * The answer in JSON for `/api`, `/apis` and what stands below them up to a version; undefined for any other path.
   * The roots have the aggregated form for whoever takes it.
   */
  handle(path: string, accept?: string, ifNoneMatch?: string): DiscoveryAnswer | undefined
}

/**
 * Says what these kinds are. Documents are made when first asked for and kept as bytes; when the kinds
 * change, make a new one. `serverAddress` is what `/api` tells clients.
 */
export function createDiscovery(definitions: readonly ResourceDefinition[], { serverAddress = '' } = {}): Discovery {
  const documents = new Map<string, Buffer>()
  const groups = groupsOf(definitions)
  const core = groups.filter(({ group }) => group === '')
  const named = groups.filter(({ group }) => group !== '')

  const find = (path: string): (() => object) | undefined => {
    const [root, ...rest] = path.split('/').slice(1)
    if (root !== 'api' && root !== 'apis') return undefined
    if (rest.length === 0) return () => rootDocument(root)
    const [served, versionAt] = place(root, rest)
    if (!served || rest.length > versionAt + 1) return undefined
    if (rest.length === versionAt) return () => groupDocument(served)
    const version = served.versions.find((candidate) => candidate.version === rest[versionAt])
    return version && (() => resourceList(served.group, version))
  }

  const place = (root: string, rest: readonly string[]) =>
    root === 'api' ? [core[0], 0] as const : [named.find(({ group }) => group === rest[0]), 1] as const

  const rootDocument = (root: 'api' | 'apis'): object => {
    if (root === 'apis') return groupList(named)
    return coreVersions(core.flatMap(({ versions }) => versions.map(({ version }) => version)), serverAddress)
  }

  const bytesOf = (key: string, make: () => object): Buffer => {
    const known = documents.get(key)
    if (known) return known
    const made = Buffer.from(`${JSON.stringify(make())}\n`)
    documents.set(key, made)
    return made
  }

  return {
    servesGroupOf(path) {
      const [root = '', ...rest] = withoutTrailingSlashes(path).split('/').slice(1)
      const [served, versionAt] = place(root, rest)
      return served !== undefined && rest.length === versionAt + 1
    },
    handle(path, accept = '', ifNoneMatch = '') {
      const trimmed = withoutTrailingSlashes(path)
      const isRoot = trimmed === '/api' || trimmed === '/apis'
      if (isRoot && wantsAggregated(accept)) {
        const body = bytesOf(`aggregated ${trimmed}`, () => aggregatedList(trimmed === '/api' ? core : named))
        return withTag(body, ifNoneMatch)
      }
      const make = find(trimmed)
      if (!make) return undefined
      const headers: Record<string, string> = { 'Content-Type': 'application/json' }
      if (isRoot) headers['Vary'] = 'Accept'
      return { status: 200, headers, body: bytesOf(trimmed, make) }
    },
  }
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** Whether the first form that the client lists and the server knows is the aggregated one. */
function wantsAggregated(accept: string): boolean {
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim())
    const isAsked = aggregatedType.split(';').slice(1).every((one) => parameters.includes(one))
    if (type === 'application/json' && isAsked) return true
    const isPlain = !parameters.some((one) => one.startsWith('as='))
    if (isPlain && (type === 'application/json' || type === '*/*')) return false
  }
  return false
}

function withTag(body: Buffer, ifNoneMatch: string): DiscoveryAnswer {
  const tag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`
  const headers = { 'Content-Type': aggregatedType, ETag: tag, Vary: 'Accept' }
  const isKnown = ifNoneMatch.split(',').some((one) => one.trim() === tag)
  return isKnown ? { status: 304, headers, body: Buffer.alloc(0) } : { status: 200, headers, body }
}
