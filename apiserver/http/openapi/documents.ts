import type { ResourceDefinition } from '../../resources/definition.ts'
import { describeSchemas, readDescriptions } from './describe.ts'
import { operationsOf } from './operations.ts'
import type { Operation } from './operations.ts'
import { groupOperation, ownOperations, versionOperation } from './own-operations.ts'
import { commonParameters, parametersOf, readParameters, sameParameter } from './parameters.ts'
import type { Parameter } from './parameters.ts'
import { SchemaSet, version2, version3 } from './schemas.ts'
import type { JsonSchema } from './schemas.ts'
import { shareParameters } from './shared-parameters.ts'

const info = { title: 'Kubernetes', version: '1.36' }
const bearer = { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' }

/** The document of `/openapi/v2`. */
export function version2Document(definitions: readonly ResourceDefinition[]): JsonSchema {
  const set = new SchemaSet(version2)
  const groups = [...new Set(definitions.map(({ group }) => group))]
  const versions = [...new Set(definitions.map(({ group, version }) => `${group}/${version}`))]
  const paths = pathsOf([
    ...definitions.flatMap(operationsOf),
    ...versions.map((path) => versionOperation(...(path.split('/') as [string, string]))),
    ...groups.map(groupOperation),
    ...ownOperations,
  ], set, dialect2)
  const document = {
    swagger: '2.0',
    info,
    paths,
    definitions: finished(set, definitions),
    securityDefinitions: { BearerToken: bearer },
    security: [{ BearerToken: [] }],
  }
  shareParameters(document)
  return document
}

/** The document of `/openapi/v3/api/v1` or `/openapi/v3/apis/GROUP/VERSION`; all definitions are of that version. */
export function version3Document(definitions: readonly ResourceDefinition[]): JsonSchema {
  const [{ group, version }] = definitions as [ResourceDefinition]
  return document3([...definitions.flatMap(operationsOf), versionOperation(group, version)], definitions)
}

/** The documents of what is not a version: `api`, `apis`, `apis/GROUP`, `version` …, by their place in the index. */
export function ownDocuments(groups: readonly string[]): ReadonlyMap<string, () => JsonSchema> {
  return new Map([...ownOperations, ...groups.map(groupOperation)].map((operation) =>
    [operation.path.slice(1, -1), () => document3([operation], [])]))
}

function document3(operations: readonly Operation[], definitions: readonly ResourceDefinition[]): JsonSchema {
  const set = new SchemaSet(version3)
  const paths = pathsOf(operations, set, dialect3)
  const schemas = finished(set, definitions)
  return {
    openapi: '3.0.0',
    info,
    paths,
    components: {
      ...(Object.keys(schemas).length === 0 ? {} : { schemas }),
      securitySchemes: { BearerToken: bearer },
    },
  }
}

/** The schemas with their kinds and texts. */
function finished(set: SchemaSet, definitions: readonly ResourceDefinition[]): Record<string, JsonSchema> {
  set.nameKinds(definitions)
  describeSchemas(set.schemas, readDescriptions())
  return sortedByKey(set.schemas)
}

/** How a version of OpenAPI writes a parameter and an operation. */
interface Dialect {
  parameter(parameter: Parameter): JsonSchema
  operation(operation: Operation, parameters: readonly JsonSchema[], set: SchemaSet): JsonSchema
}

function pathsOf(operations: readonly Operation[], set: SchemaSet, dialect: Dialect): JsonSchema {
  const tables = readParameters()
  const paths = [...Map.groupBy(operations, ({ path }) => path)].map(([path, members]): [string, JsonSchema] => {
    const each = members.map((operation) => parametersOf(operation, tables))
    const common = commonParameters(each)
    const item: JsonSchema = common.length === 0 ? {} : { parameters: common.map(dialect.parameter) }
    for (const [index, operation] of members.entries()) {
      const own = each[index]!.filter((one) => !common.some((other) => sameParameter(one, other)))
      item[operation.method] = dialect.operation(operation, own.map(dialect.parameter), set)
    }
    return [path, item]
  })
  return sortedByKey(Object.fromEntries(paths))
}

const dialect2: Dialect = {
  parameter: ({ name, in: where, type, description }) =>
    ({ uniqueItems: true, type, description, name, in: where, ...(where === 'path' ? { required: true } : {}) }),

  operation(operation, own, set) {
    const parameters = [...(operation.body === undefined ? [] : [bodyParameter(operation, set)]), ...own]
    const schema = operation.result === undefined ? { type: 'string' } : set.refer(operation.result)
    return {
      description: operation.description,
      ...operation.media,
      schemes: ['https'],
      tags: [operation.tag],
      operationId: operation.id,
      ...(parameters.length === 0 ? {} : { parameters }),
      responses: responsesOf(operation, { schema }),
      ...extensions(operation),
    }
  },
}

function bodyParameter({ method, body }: Operation, set: SchemaSet): JsonSchema {
  return { name: 'body', in: 'body', ...(method === 'delete' ? {} : { required: true }), schema: set.refer(body!) }
}

const dialect3: Dialect = {
  parameter: ({ name, in: where, type, description }) =>
    ({
      name, in: where, description, ...(where === 'path' ? { required: true } : {}),
      schema: { type, uniqueItems: true },
    }),

  operation(operation, own, set) {
    const { media, result, body } = operation
    const schema = result === undefined ? { type: 'string' } : set.refer(result)
    const content = Object.fromEntries(media.produces.toSorted().map((type) => [type, { schema }]))
    return {
      tags: [operation.tag],
      description: operation.description,
      operationId: operation.id,
      ...(own.length === 0 ? {} : { parameters: own }),
      ...(body === undefined ? {} : { requestBody: requestBody(operation, set) }),
      responses: responsesOf(operation, { content }),
      ...extensions(operation),
    }
  },
}

function requestBody({ method, media, body }: Operation, set: SchemaSet): JsonSchema {
  const schema = set.refer(body!)
  const content = Object.fromEntries(media.consumes!.map((type) => [type, { schema }]))
  return { content, ...(method === 'delete' ? {} : { required: true }) }
}

function extensions({ action, kind }: Operation): JsonSchema {
  return action === undefined ? {} : { 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': kind }
}

const codes: Record<string, readonly [string, string][]> = {
  post: [['200', 'OK'], ['201', 'Created'], ['202', 'Accepted']],
  put: [['200', 'OK'], ['201', 'Created']],
  patch: [['200', 'OK'], ['201', 'Created']],
  delete: [['200', 'OK'], ['202', 'Accepted']],
}

function responsesOf({ action = '' }: Operation, result: JsonSchema): JsonSchema {
  const good = codes[action] ?? [['200', 'OK']]
  return {
    ...Object.fromEntries(good.map(([code, description]) => [code, { description, ...result }])),
    401: { description: 'Unauthorized' },
  }
}

function sortedByKey<T>(of: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)))
}
