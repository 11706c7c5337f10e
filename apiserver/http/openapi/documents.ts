import type { ResourceDefinition } from '../../resources/definition.ts'
import { describeSchemas, readDescriptions } from './describe.ts'
import { operationsOf } from './operations.ts'
import type { Operation } from './operations.ts'
import { listTypeOf, SchemaSet, version2, version3 } from './schemas.ts'
import type { JsonSchema } from './schemas.ts'

const info = { title: 'Kubernetes', version: '1.36' }
const produces = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const streams = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch']
const patchTypes = [
  'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]
const bearer = { type: 'apiKey', name: 'authorization', in: 'header' }

const queryTypes: Record<string, string> = {
  allowWatchBookmarks: 'boolean', force: 'boolean', gracePeriodSeconds: 'integer', limit: 'integer',
  ignoreStoreReadErrorWithClusterBreakingPotential: 'boolean', orphanDependents: 'boolean',
  sendInitialEvents: 'boolean', timeoutSeconds: 'integer', watch: 'boolean',
}

/** The document of `/openapi/v2`. */
export function version2Document(definitions: readonly ResourceDefinition[]): JsonSchema {
  const set = new SchemaSet(version2)
  const paths = pathsOf(definitions, set, operation2)
  return {
    swagger: '2.0',
    info,
    paths,
    definitions: sortedByKey(set.schemas),
    securityDefinitions: { BearerToken: bearer },
    security: [{ BearerToken: [] }],
  }
}

/** The document of `/openapi/v3/api/v1` or `/openapi/v3/apis/GROUP/VERSION`; all definitions are of that version. */
export function version3Document(definitions: readonly ResourceDefinition[]): JsonSchema {
  const set = new SchemaSet(version3)
  const paths = pathsOf(definitions, set, operation3)
  return {
    openapi: '3.0.0',
    info,
    paths,
    components: { schemas: sortedByKey(set.schemas), securitySchemes: { BearerToken: bearer } },
  }
}

type WriteOperation = (operation: Operation, set: SchemaSet) => JsonSchema

function pathsOf(definitions: readonly ResourceDefinition[], set: SchemaSet, write: WriteOperation): JsonSchema {
  const paths: Record<string, JsonSchema> = {}
  for (const definition of definitions) {
    const { group, version, kind } = definition
    const listType = listTypeOf(definition.type)
    set.addKind(definition.type, group, version, kind)
    if (listType !== undefined) set.addKind(listType, group, version, `${kind}List`)
    for (const shared of ['DeleteOptions', 'WatchEvent']) set.addKind(`meta/v1.${shared}`, group, version, shared)
    set.addKind('meta/v1.Status', '', 'v1', 'Status')
    for (const operation of operationsOf(definition, listType)) {
      const item = (paths[operation.path] ??= {})
      item[operation.method] = write(operation, set)
    }
  }
  describeSchemas(set.schemas, readDescriptions())
  return sortedByKey(paths)
}

function operation2(operation: Operation, set: SchemaSet): JsonSchema {
  const result = { schema: set.refer(operation.result) }
  return {
    consumes: operation.action === 'patch' ? patchTypes : ['*/*'],
    produces,
    schemes: ['https'],
    tags: [operation.tag],
    operationId: operation.id,
    parameters: [
      ...(operation.body === undefined ? [] : [bodyParameter(operation, set)]),
      ...operation.query.map((name) => ({ uniqueItems: true, type: queryTypes[name] ?? 'string', name, in: 'query' })),
      ...operation.inPath.map((name) => ({ uniqueItems: true, type: 'string', name, in: 'path', required: true })),
    ],
    responses: responsesOf(operation, result),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.kind,
  }
}

function bodyParameter(operation: Operation, set: SchemaSet): JsonSchema {
  const isOptional = operation.method === 'delete'
  return { name: 'body', in: 'body', ...(isOptional ? {} : { required: true }), schema: set.refer(operation.body!) }
}

function operation3(operation: Operation, set: SchemaSet): JsonSchema {
  const schema = set.refer(operation.result)
  const watchable = operation.action === 'list' ? streams : []
  const content = Object.fromEntries([...produces, ...watchable].sort().map((type) => [type, { schema }]))
  return {
    tags: [operation.tag],
    operationId: operation.id,
    parameters: [
      ...operation.query.map((name) => ({ name, in: 'query', schema: single(queryTypes[name] ?? 'string') })),
      ...operation.inPath.map((name) => ({ name, in: 'path', required: true, schema: single('string') })),
    ],
    ...(operation.body === undefined ? {} : { requestBody: requestBody(operation, set) }),
    responses: responsesOf(operation, { content }),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.kind,
  }
}

const single = (type: string): JsonSchema => ({ type, uniqueItems: true })

function requestBody(operation: Operation, set: SchemaSet): JsonSchema {
  const types = operation.action === 'patch' ? patchTypes : ['*/*']
  const schema = set.refer(operation.body!)
  const content = Object.fromEntries(types.map((type) => [type, { schema }]))
  return { content, ...(operation.method === 'delete' ? {} : { required: true }) }
}

const codes: Record<string, [string, string][]> = {
  post: [['200', 'OK'], ['201', 'Created'], ['202', 'Accepted']],
  put: [['200', 'OK'], ['201', 'Created']],
  patch: [['200', 'OK'], ['201', 'Created']],
  delete: [['200', 'OK'], ['202', 'Accepted']],
}

function responsesOf({ action }: Operation, result: JsonSchema): JsonSchema {
  const good = codes[action] ?? [['200', 'OK']]
  return {
    ...Object.fromEntries(good.map(([code, description]) => [code, { description, ...result }])),
    401: { description: 'Unauthorized' },
  }
}

function sortedByKey<T>(of: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)))
}
