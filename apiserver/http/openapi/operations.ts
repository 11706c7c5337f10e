import type { ResourceDefinition, Subresource } from '../../resources/definition.ts'
import { returnsDeletedObject } from '../verbs/deleted-object.ts'
import { listTypeOf } from './schemas.ts'

/** One way to call the API, before it is written in either version of OpenAPI. */
export interface Operation {
  path: string
  method: 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch'
  id: string
  tag: string
  description: string
  /** Undefined for what describes the API itself. */
  action?: string
  kind?: { group: string; kind: string; version: string }
  /** Go names of the types that go in and come out; no result is text. */
  body?: string
  result?: string
  /** Keys of the parameter tables: `limit` in the query, `{namespace}` in the path. */
  parameters: readonly string[]
  /** The parameter table that is looked into first. */
  table: string
  media: MediaTypes
}

/** Media types that an operation takes and gives. */
export interface MediaTypes {
  consumes?: readonly string[]
  produces: readonly string[]
}

const produced = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const streams = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch']
const patchTypes = [
  'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]
const ordinary: MediaTypes = { consumes: ['*/*'], produces: produced }
const watchable: MediaTypes = { consumes: ['*/*'], produces: [...produced, ...streams] }
const patching: MediaTypes = { consumes: patchTypes, produces: produced }
const anything: MediaTypes = { consumes: ['*/*'], produces: ['*/*'] }

/** What a document about the API itself is written in. */
export const documentMedia: MediaTypes = { consumes: produced, produces: produced }

const listQuery = [
  'allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion',
  'resourceVersionMatch', 'sendInitialEvents', 'shardSelector', 'timeoutSeconds', 'watch',
]
const writeQuery = ['dryRun', 'fieldManager', 'fieldValidation']
const deleteQuery = [
  'dryRun', 'gracePeriodSeconds', 'ignoreStoreReadErrorWithClusterBreakingPotential', 'orphanDependents',
  'propagationPolicy',
]
const deleteOptions = 'meta/v1.DeleteOptions'
const status = 'meta/v1.Status'
const watchEvent = 'meta/v1.WatchEvent'

/** `Core`, `Apps`, `RbacAuthorization`: the group as operation ids spell it. */
export function groupWord(group: string): string {
  return group === '' ? 'Core' : group.replace(/\.k8s\.io$/, '').split('.').map(title).join('')
}

/** `core_v1`; without a version the tag of the group. */
export function tagOf(group: string, version?: string): string {
  const word = groupWord(group)
  return `${word.charAt(0).toLowerCase()}${word.slice(1)}${version === undefined ? '' : `_${version}`}`
}

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** What all operations on a kind have in common. */
interface Place {
  definition: ResourceDefinition
  root: string
  collection: string
  item: string
  /** `CoreV1` and `NamespacedPod`, of which ids are made. */
  family: string
  noun: string
  inCollection: readonly string[]
  inItem: readonly string[]
}

/** Every operation on a kind: its verbs, its subresources, and the deprecated watch paths. */
export function operationsOf(definition: ResourceDefinition): Operation[] {
  const { group, version, kind, resource, namespaced, verbs, subresources } = definition
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const collection = namespaced ? `/namespaces/{namespace}/${resource}` : `/${resource}`
  const inCollection = namespaced ? ['{namespace}', 'pretty'] : ['pretty']
  const place: Place = {
    definition,
    root,
    collection,
    item: `${collection}/{name}`,
    family: `${groupWord(group)}${title(version)}`,
    noun: `${namespaced ? 'Namespaced' : ''}${kind}`,
    inCollection,
    inItem: ['{name}', ...inCollection],
  }
  const views = definition.status && !subresources.some(({ name }) => name === 'status')
    ? [...subresources, { name: 'status', kind, verbs: ['get', 'patch', 'update'] }]
    : subresources
  return [
    ...verbs.flatMap((verb) => verbOperations(place, verb)),
    ...views.flatMap((view) => view.kind.endsWith('Options') ? connections(place, view) : viewOperations(place, view)),
  ]
}

type Draft = Omit<Operation, 'tag' | 'kind' | 'table' | 'media'> & Partial<Pick<Operation, 'kind' | 'table' | 'media'>>

function operation({ definition: { group, version, kind } }: Place, draft: Draft): Operation {
  return { tag: tagOf(group, version), kind: { group, kind, version }, table: '', media: ordinary, ...draft }
}

function verbOperations(place: Place, verb: string): Operation[] {
  const { definition, root, family, noun, inCollection, inItem } = place
  const { kind, type } = definition
  const [collection, item] = [root + place.collection, root + place.item]
  switch (verb) {
    case 'list':
      return listOperations(place)
    case 'watch':
      return watchOperations(place)
    case 'create':
      return [operation(place, {
        path: collection, method: 'post', action: 'post', id: `create${family}${noun}`,
        description: `create ${article(kind)}`,
        body: type, result: type, parameters: [...inCollection, ...writeQuery],
      })]
    case 'deletecollection':
      return [operation(place, {
        path: collection, method: 'delete', action: 'deletecollection', id: `delete${family}Collection${noun}`,
        description: `delete collection of ${kind}`, body: deleteOptions, result: status,
        parameters: [...new Set([...inCollection, ...deleteQuery, ...listQuery])]
          .filter((name) => name !== 'watch' && name !== 'allowWatchBookmarks'),
      })]
    case 'get':
      return [operation(place, {
        path: item, method: 'get', action: 'get', id: `read${family}${noun}`, description: `read the specified ${kind}`,
        result: type, parameters: inItem,
      })]
    case 'update':
      return [operation(place, {
        path: item, method: 'put', action: 'put', id: `replace${family}${noun}`,
        description: `replace the specified ${kind}`,
        body: type, result: type, parameters: [...inItem, ...writeQuery],
      })]
    case 'delete':
      return [operation(place, {
        path: item, method: 'delete', action: 'delete', id: `delete${family}${noun}`,
        description: `delete ${article(kind)}`,
        body: deleteOptions, result: returnsDeletedObject(definition) ? type : status,
        parameters: [...inItem, ...deleteQuery],
      })]
    case 'patch':
      return [operation(place, {
        path: item, method: 'patch', action: 'patch', id: `patch${family}${noun}`,
        description: `partially update the specified ${kind}`, body: 'meta/v1.Patch', result: type, table: 'Patch',
        parameters: [...inItem, ...writeQuery, 'force'], media: patching,
      })]
    default:
      return []
  }
}

/** A plural has none, and whatever ends as one (but for `Class` and the like) is taken for one. */
const article = (kind: string): string =>
  /(^|[^s])s$/.test(kind) ? kind : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`

function listOperations(place: Place): Operation[] {
  const { definition: { kind, type, namespaced, resource, verbs }, root, family, noun, inCollection } = place
  const watched = verbs.includes('watch')
  const draft: Omit<Draft, 'id' | 'path' | 'parameters'> = {
    method: 'get', action: 'list', description: `list ${watched ? 'or watch ' : ''}objects of kind ${kind}`,
    result: listTypeOf(type) ?? type, media: watchable,
  }
  const within = {
    ...draft, path: root + place.collection, id: `list${family}${noun}`, parameters: [...inCollection, ...listQuery],
  }
  if (!namespaced) return [operation(place, within)]
  const all = {
    path: `${root}/${resource}`, id: `list${family}${kind}ForAllNamespaces`, parameters: ['pretty', ...listQuery],
  }
  return [operation(place, within), operation(place, { ...draft, ...all })]
}

/** The paths below `/watch/`, which stand beside lists with `watch=true`. */
function watchOperations(place: Place): Operation[] {
  const { definition: { kind, namespaced, resource, verbs }, root, family, noun, inCollection, inItem } = place
  const instead = "deprecated: use the 'watch' parameter with a list operation instead"
  const many = {
    method: 'get' as const, action: 'watchlist', result: watchEvent, media: watchable,
    description: `watch individual changes to a list of ${kind}. ${instead}.`,
  }
  const one = {
    method: 'get' as const, action: 'watch', result: watchEvent, media: watchable, id: `watch${family}${noun}`,
    description: `watch changes to an object of kind ${kind}. ${instead}, filtered to a single item with the `
      + `'fieldSelector' parameter.`,
  }
  const below = `${root}/watch`
  return [
    operation(place, {
      ...many, path: below + place.collection, id: `watch${family}${noun}List`,
      parameters: [...inCollection, ...listQuery],
    }),
    ...(verbs.includes('get')
      ? [operation(place, { ...one, path: below + place.item, parameters: [...inItem, ...listQuery] })]
      : []),
    ...(namespaced
      ? [operation(place, {
        ...many, path: `${below}/${resource}`, id: `watch${family}${kind}ListForAllNamespaces`,
        parameters: ['pretty', ...listQuery],
      })]
      : []),
  ]
}

/** A subresource that is read or written as an object. */
function viewOperations(place: Place, view: Subresource): Operation[] {
  const { definition: { group, version, kind, type }, root, family, noun, inItem } = place
  const about = { group: view.group ?? group, kind: view.kind, version: view.version ?? version }
  const shown = view.kind === kind ? type : `${about.group.split('.')[0] || 'core'}/${about.version}.${view.kind}`
  const id = `${family}${noun}${title(view.name)}`
  const shared = { path: `${root}${place.item}/${view.name}`, kind: about, result: shown, parameters: inItem }
  return view.verbs.flatMap((verb): Operation[] => {
    switch (verb) {
      case 'get': return [operation(place, view.name === 'log' ? logOf(place, shared.path, id) : {
        ...shared, method: 'get', action: 'get', id: `read${id}`,
        description: `read ${view.name} of the specified ${kind}`,
      })]
      case 'create': return [operation(place, {
        ...shared, method: 'post', action: 'post', id: `create${id}`,
        description: `create ${view.name} of ${article(kind)}`,
        body: shown, parameters: [...inItem, ...writeQuery],
      })]
      case 'update': return [operation(place, {
        ...shared, method: 'put', action: 'put', id: `replace${id}`,
        description: `replace ${view.name} of the specified ${kind}`,
        body: shown, parameters: [...inItem, ...writeQuery],
      })]
      case 'patch': return [operation(place, {
        ...shared, method: 'patch', action: 'patch', id: `patch${id}`, table: 'Patch', media: patching,
        body: 'meta/v1.Patch',
        description: `partially update ${view.name} of the specified ${kind}`,
        parameters: [...inItem, ...writeQuery, 'force'],
      })]
      default: return []
    }
  })
}

const logQuery = [
  'container', 'follow', 'insecureSkipTLSVerifyBackend', 'limitBytes', 'previous', 'sinceSeconds', 'stream',
  'tailLines', 'timestamps',
]

function logOf({ definition: { kind }, inItem }: Place, path: string, id: string): Draft {
  return {
    path, method: 'get', action: 'get', id: `read${id}`, description: `read log of the specified ${kind}`,
    table: 'PodLogOptions',
    parameters: [...inItem, ...logQuery], media: { consumes: ['*/*'], produces: ['text/plain', ...produced] },
  }
}

/** What each kind of connection may be asked; a proxy has a second path, for what lies below. */
const connectionQuery: Record<string, readonly string[]> = {
  PodAttachOptions: ['container', 'stderr', 'stdin', 'stdout', 'tty'],
  PodExecOptions: ['command', 'container', 'stderr', 'stdin', 'stdout', 'tty'],
  PodPortForwardOptions: ['ports'],
}
const proxyMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const

/** A subresource that passes a connection on. */
function connections(place: Place, view: Subresource): Operation[] {
  const { definition: { group, version, kind, namespaced }, root, family, noun } = place
  const inItem = namespaced ? ['{name}', '{namespace}'] : ['{name}']
  const isProxy = view.name === 'proxy'
  const methods = isProxy ? proxyMethods : (['get', 'post'] as const)
  const paths = isProxy
    ? [{ suffix: '', below: [] }, { suffix: 'WithPath', below: ['{path}'] }]
    : [{ suffix: '', below: [] }]
  return paths.flatMap(({ suffix, below }) => methods.map((method) => operation(place, {
    path: `${root}${place.item}/${view.name}${suffix === '' ? '' : '/{path}'}`,
    method,
    action: 'connect',
    id: `connect${family}${title(method)}${noun}${title(view.name)}${suffix}`,
    description: `connect ${method.toUpperCase()} requests to ${view.name} of ${kind}`,
    kind: { group, kind: view.kind, version },
    table: view.kind,
    parameters: [...inItem, ...below, ...(connectionQuery[view.kind] ?? ['path'])],
    media: anything,
  })))
}
