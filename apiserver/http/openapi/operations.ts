import type { ResourceDefinition } from '../../resources/definition.ts'

/** One way to call the API, before it is written in either version of OpenAPI. */
export interface Operation {
  path: string
  method: 'get' | 'put' | 'post' | 'delete' | 'patch'
  id: string
  tag: string
  action: string
  kind: { group: string; kind: string; version: string }
  /** Go names of the types that go in and come out. */
  body?: string
  result: string
  /** Names of query parameters. */
  query: readonly string[]
  /** Names of the parameters in the path. */
  inPath: readonly string[]
}

const listQuery = [
  'allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion',
  'resourceVersionMatch', 'sendInitialEvents', 'shardSelector', 'timeoutSeconds', 'watch',
]
const writeQuery = ['dryRun', 'fieldManager', 'fieldValidation']
const deleteQuery = [
  'dryRun', 'gracePeriodSeconds', 'ignoreStoreReadErrorWithClusterBreakingPotential', 'orphanDependents', 'propagationPolicy',
]

/** What each verb is as an operation. `many` works on the collection. */
const verbs: Record<string, Pick<Operation, 'method' | 'action' | 'query'> & { word: string; many: boolean }> = {
  get: { method: 'get', action: 'get', word: 'read', many: false, query: [] },
  update: { method: 'put', action: 'put', word: 'replace', many: false, query: writeQuery },
  delete: { method: 'delete', action: 'delete', word: 'delete', many: false, query: deleteQuery },
  patch: { method: 'patch', action: 'patch', word: 'patch', many: false, query: [...writeQuery, 'force'] },
  list: { method: 'get', action: 'list', word: 'list', many: true, query: listQuery },
  create: { method: 'post', action: 'post', word: 'create', many: true, query: writeQuery },
  deletecollection: {
    method: 'delete', action: 'deletecollection', word: 'deleteCollection', many: true,
    query: [...new Set([...listQuery.slice(0, -1), ...deleteQuery])].sort(),
  },
}

/** The operations on a kind itself; `listType` is the Go name of its list. */
export function operationsOf(definition: ResourceDefinition, listType: string | undefined): Operation[] {
  const { group, version, kind, resource, namespaced } = definition
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const collection = namespaced ? `${root}/namespaces/{namespace}/${resource}` : `${root}/${resource}`
  const family = groupWord(group)
  const operations: Operation[] = []
  for (const verb of definition.verbs) {
    const row = verbs[verb]
    if (!row) continue
    const { method, action, word, many, query } = row
    const body = bodyOf(verb, definition.type)
    operations.push({
      path: many ? collection : `${collection}/{name}`,
      method,
      action,
      query,
      id: `${word}${family}${title(version)}${verb === 'deletecollection' ? 'Collection' : ''}${namespaced ? 'Namespaced' : ''}${kind}`,
      tag: `${family.charAt(0).toLowerCase()}${family.slice(1)}_${version}`,
      kind: { group, kind, version },
      ...(body === undefined ? {} : { body }),
      result: verb === 'list' ? listType ?? definition.type : method === 'delete' ? 'meta/v1.Status' : definition.type,
      inPath: [...(many ? [] : ['name']), ...(namespaced ? ['namespace'] : [])],
    })
    if (verb === 'list' && namespaced) operations.push(acrossNamespaces(operations.at(-1)!, root, resource))
  }
  return operations
}

function acrossNamespaces(operation: Operation, root: string, resource: string): Operation {
  const id = `${operation.id.replace('Namespaced', '')}ForAllNamespaces`
  return { ...operation, path: `${root}/${resource}`, id, inPath: [] }
}

function bodyOf(verb: string, type: string): string | undefined {
  if (verb === 'create' || verb === 'update') return type
  if (verb === 'patch') return 'meta/v1.Patch'
  return verb.startsWith('delete') ? 'meta/v1.DeleteOptions' : undefined
}

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `Core`, `Apps`, `RbacAuthorization`: the group as operation ids spell it. */
function groupWord(group: string): string {
  return group === '' ? 'Core' : group.replace(/\.k8s\.io$/, '').split('.').map(title).join('')
}
