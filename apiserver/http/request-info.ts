import { parseFieldSelector } from '../../apimachinery/field-selectors.ts'
import { isPathSegmentName } from '../../apimachinery/names.ts'
import { withoutOuterSlashes } from '../../apimachinery/slashes.ts'

/** What a URL asks for; upstream: request.RequestInfo. */
export interface RequestInfo {
  isResource: boolean
  path: string
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case. */
  verb: string
  /** `api` or `apis`. */
  prefix: string
  group: string
  version: string
  /** '' for all namespaces, and for cluster-scoped resources. */
  namespace: string
  resource: string
  subresource: string
  /** Of the path, or the one that the field selector of a list or watch asks for. */
  name: string
  /** The path from the resource on: `['pods', 'web', 'log']`. */
  parts: readonly string[]
}

/** A path under the deprecated watch prefix that names nothing to watch; upstream answers with plain text. */
export class UnparsablePathError extends Error {
  override name = 'UnparsablePathError'
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete',
}
const deprecatedVerbs = ['proxy', 'watch']
const namespaceSubresources = ['status', 'finalize']

/** Reads method and URL. Pure, and the only place that takes a path apart. */
export function parseRequestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const info = nonResource(method, path)
  const all = splitPath(decodePath(path))
  if (all.length < 3 || (all[0] !== 'api' && all[0] !== 'apis')) return info
  const [prefix, ...behind] = all as [string, ...string[]]
  info.prefix = prefix
  if (prefix === 'apis') {
    if (behind.length < 3) return info
    info.group = behind.shift() ?? ''
  }
  info.isResource = true
  info.version = behind.shift() ?? ''
  return withCollectionVerb(withTarget(info, method, behind), query)
}

function nonResource(method: string, path: string): RequestInfo {
  return {
    isResource: false, path, verb: method.toLowerCase(), prefix: '', group: '', version: '',
    namespace: '', resource: '', subresource: '', name: '', parts: [],
  }
}

function splitPath(path: string): string[] {
  const trimmed = withoutOuterSlashes(path)
  return trimmed === '' ? [] : trimmed.split('/')
}

/** Before it is split, as Go's server does: an escaped slash is a slash. */
function decodePath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function withTarget(info: RequestInfo, method: string, behind: string[]): RequestInfo {
  let parts = behind
  const first = parts[0] ?? ''
  const deprecated = deprecatedVerbs.includes(first)
  if (deprecated) {
    if (parts.length < 2) throw new UnparsablePathError(`unable to determine kind and namespace from url, ${info.path}`)
    parts = parts.slice(1)
  }
  const verb = deprecated ? first : (verbs[method] ?? '')
  let namespace = ''
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1] ?? ''
    if (parts.length > 2 && !namespaceSubresources.includes(parts[2] ?? '')) parts = parts.slice(2)
  }
  const [resource = '', name = '', subresource = ''] = parts
  return Object.assign(info, { verb, namespace, resource, name, subresource: deprecated ? '' : subresource, parts })
}

function withCollectionVerb(info: RequestInfo, query: URLSearchParams): RequestInfo {
  if (info.name !== '') return info
  if (info.verb === 'delete') info.verb = 'deletecollection'
  else if (info.verb === 'get') {
    info.verb = isTrue(query.get('watch')) ? 'watch' : 'list'
    if (query.has('fieldSelector')) info.name = selectedName(query.get('fieldSelector') ?? '')
  }
  return info
}

/** The one name that a list or watch asks for, which a role may allow; '' for none or many. */
function selectedName(selector: string): string {
  try {
    const terms = parseFieldSelector(selector)
    const term = terms.find(({ field, operator }) => field === 'metadata.name' && operator === '=')
    return term && isPathSegmentName(term.value).length === 0 ? term.value : ''
  } catch {
    // Whoever answers says what is wrong with it.
    return ''
  }
}

/** A boolean of a query as upstream reads it: present and neither `false` nor `0`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== 'false' && value !== '0'
}
