import { structFor } from '../../resources/schema/kinds.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import type { Field, StructType, TypeRef } from '../../resources/schema/schema.ts'
import { core, type GroupVersion, knownVersions } from './known-versions.ts'

/** A JSON schema in the dialect of one OpenAPI version. */
export type JsonSchema = Record<string, any>

/** What the two versions of OpenAPI write differently. */
export interface Dialect {
  /** What a reference starts with. */
  root: '#/definitions/' | '#/components/schemas/'
  /** Defaults are written (version 3 only). */
  defaults: boolean
}

export const version2: Dialect = { root: '#/definitions/', defaults: false }
export const version3: Dialect = { root: '#/components/schemas/', defaults: true }

/** `io.k8s.api.core.v1.Pod` for `k8s.io/api/core/v1.Pod`. */
function definitionName(goName: string): string {
  const [host = '', ...path] = goName.split('/')
  return [...host.split('.').reverse(), ...path].join('.')
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

/** Types that are written as one value, by form. */
const scalarNames: Partial<Record<TypeRef['form'], string>> = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  time: `${meta}Time`,
  microTime: `${meta}MicroTime`,
  duration: `${meta}Duration`,
}

const rawNames: Record<string, string> = {
  'runtime.RawExtension': 'io.k8s.apimachinery.pkg.runtime.RawExtension',
  'v1.FieldsV1': `${meta}FieldsV1`,
  ...Object.fromEntries(['JSON', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrStringArray'].map(
    (name) => [`v1.${name}`, `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.${name}`])),
}

/** The schemas of types that have no fields of their own. */
function namedScalars(dialect: Dialect): Record<string, JsonSchema> {
  const isThird = dialect === version3
  return {
    [scalarNames.quantity!]: isThird ? { oneOf: [{ type: 'string' }, { type: 'number' }] } : { type: 'string' },
    [scalarNames.intOrString!]: isThird
      ? { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }
      : { type: 'string', format: 'int-or-string' },
    [scalarNames.time!]: { type: 'string', format: 'date-time' },
    [scalarNames.microTime!]: { type: 'string', format: 'date-time' },
    [scalarNames.duration!]: { type: 'string' },
    [rawNames['runtime.RawExtension']!]: { type: 'object' },
    [rawNames['v1.FieldsV1']!]: { type: 'object' },
    [`${meta}Patch`]: { type: 'object' },
    [rawNames['v1.JSON']!]: {},
    [rawNames['v1.JSONSchemaPropsOrBool']!]: {},
    [rawNames['v1.JSONSchemaPropsOrArray']!]: {},
    [rawNames['v1.JSONSchemaPropsOrStringArray']!]: {},
  }
}

const inEveryVersion = new Set([`${meta}DeleteOptions`, `${meta}WatchEvent`])

/** References have `kind` and `apiVersion` too, but no metadata; the documents of discovery have none either. */
const isKind = ({ name, fields }: StructType): boolean =>
  ['kind', 'apiVersion'].every((wanted) => fields.some((field) => field.name === wanted)) &&
  (fields.some((field) => field.name === 'metadata') || name.includes('/meta/v1.API'))

/** The group and version of a Go type by its folder; kinds of meta/v1 are the core's. */
function versionOf(goName: string): GroupVersion {
  const [, folder = '', version = ''] = /([\w-]+)\/(v\w+)\.\w+$/.exec(goName) ?? []
  return knownVersions.find((one) => one.version === version && one.group.split('.')[0] === folder) ?? core
}

/** Structs of which one field chooses among the others, by the fields' Go names. */
const unions: Readonly<Record<string, { discriminator?: string; fields: Readonly<Record<string, string>> }>> = {
  'io.k8s.api.core.v1.AppArmorProfile': { discriminator: 'type', fields: { localhostProfile: 'LocalhostProfile' } },
  'io.k8s.api.core.v1.PodSchedulingGroup': { fields: { podGroupName: 'PodGroupName' } },
  'io.k8s.api.core.v1.SeccompProfile': { discriminator: 'type', fields: { localhostProfile: 'LocalhostProfile' } },
  'io.k8s.api.flowcontrol.v1.LimitResponse': { discriminator: 'type', fields: { queuing: 'Queuing' } },
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec': {
    discriminator: 'type', fields: { exempt: 'Exempt', limited: 'Limited' },
  },
  'io.k8s.api.flowcontrol.v1.Subject': {
    discriminator: 'kind', fields: { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' },
  },
}

/** Gathers the schemas that a document needs, each with all it refers to. */
export class SchemaSet {
  readonly schemas: Record<string, JsonSchema> = {}
  readonly #structs = new Map<string, StructType>()
  readonly #dialect: Dialect
  readonly #scalars: Record<string, JsonSchema>

  constructor(dialect: Dialect) {
    this.#dialect = dialect
    this.#scalars = namedScalars(dialect)
  }

  /** A reference to a Go type (`meta/v1.Status`, `k8s.io/api/core/v1.Pod`). */
  refer(goName: string): JsonSchema {
    return goName === 'meta/v1.Patch'
      ? this.#referScalar(`${meta}Patch`)
      : this.#referStruct(builtinSchema().struct(goName))
  }

  /**
   * Says which kinds the schemas stand for. Those of meta/v1 that any version has (DeleteOptions, WatchEvent) are
   * registered in the core's and in `served`, or in version 2 of OpenAPI in every one.
   */
  nameKinds(served: readonly GroupVersion[]): void {
    const everywhere = this.#dialect === version2 ? knownVersions : [core, ...served]
    for (const [name, struct] of this.#structs) {
      const kind = name.slice(name.lastIndexOf('.') + 1)
      const versions = inEveryVersion.has(name) ? everywhere : isKind(struct) ? [versionOf(struct.name)] : []
      if (versions.length === 0) continue
      const kinds = versions.map(({ group, version }) => ({ group, kind, version }))
      const unique = [...new Map(kinds.map((one) => [`${one.group}/${one.version}`, one]))]
      this.schemas[name]!['x-kubernetes-group-version-kind'] = unique
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => one)
    }
  }

  #referStruct(struct: StructType): JsonSchema {
    const name = definitionName(struct.name)
    if (!this.schemas[name]) {
      // Set before it is filled: types refer to themselves.
      const schema: JsonSchema = { type: 'object' }
      this.schemas[name] = schema
      this.#structs.set(name, struct)
      this.#fill(schema, struct)
      const union = unions[name]
      if (union) {
        const { fields, ...discriminator } = union
        schema['x-kubernetes-unions'] = [{ ...discriminator, 'fields-to-discriminateBy': fields }]
      }
    }
    return { $ref: `${this.#dialect.root}${name}` }
  }

  #referScalar(name: string): JsonSchema {
    this.schemas[name] ??= this.#scalars[name] ?? {}
    return { $ref: `${this.#dialect.root}${name}` }
  }

  #fill(schema: JsonSchema, struct: StructType): void {
    const fields = struct.fields.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const required = struct.fields.filter((field) => field.required).map(({ name }) => name)
    if (required.length > 0) schema['required'] = required
    if (fields.length > 0) {
      schema['properties'] = Object.fromEntries(fields.map((field) => [field.name, this.#property(field)]))
    }
    if (struct.atomic) schema['x-kubernetes-map-type'] = 'atomic'
  }

  #property(field: Field): JsonSchema {
    const type = this.#type(field.type)
    const isReference = type['$ref'] !== undefined && this.#dialect.defaults
    const fallback = this.#dialect.defaults ? defaultOf(field) : undefined
    const merge = field.patchStrategy?.join(',')
    return {
      ...(isReference ? {} : type),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(field.enum ? withEnum(type, field.enum.toSorted()) : {}),
      ...(isReference ? { allOf: [type] } : {}),
      ...(field.listMapKeys ? { 'x-kubernetes-list-map-keys': field.listMapKeys } : {}),
      ...(field.listType ? { 'x-kubernetes-list-type': field.listType } : {}),
      ...(field.mapType ? { 'x-kubernetes-map-type': field.mapType } : {}),
      ...(field.patchMergeKey ? { 'x-kubernetes-patch-merge-key': field.patchMergeKey } : {}),
      ...(merge === undefined ? {} : { 'x-kubernetes-patch-strategy': merge }),
    }
  }

  #type(type: TypeRef): JsonSchema {
    switch (type.form) {
      case 'string': return { type: 'string' }
      case 'bool': return { type: 'boolean' }
      case 'int32': case 'int64': return { type: 'integer', format: type.form }
      case 'float64': return { type: 'number', format: 'double' }
      case 'bytes': return { type: 'string', format: 'byte' }
      case 'list': return { type: 'array', items: this.#type(type.element) }
      case 'map': return { type: 'object', additionalProperties: this.#type(type.element) }
      case 'struct': return this.#referStruct(type.struct)
      case 'raw': return rawNames[type.go] ? this.#referScalar(rawNames[type.go]!) : { type: 'object' }
      default: return this.#referScalar(scalarNames[type.form]!)
    }
  }
}

/** The allowed values stand where the value does: inside a list or map. */
function withEnum(type: JsonSchema, values: string[]): JsonSchema {
  const inside = ['items', 'additionalProperties'].find((name) => type[name])
  return inside ? { [inside]: { ...type[inside], enum: values } } : { enum: values }
}

function defaultOf(field: Field): unknown {
  if (field.default !== undefined) return field.default
  if (field.type.pointer) return undefined
  if (field.type.form === 'struct') return {}
  return field.omitempty ? undefined : zeroDefault(field.type)
}

function zeroDefault(type: TypeRef): unknown {
  switch (type.form) {
    case 'string': return ''
    case 'bool': return false
    case 'int32': case 'int64': case 'float64': return 0
    default: return undefined
  }
}

/** The Go name of the list type that belongs to a kind's type; undefined when there is none. */
export function listTypeOf(goName: string): string | undefined {
  const at = goName.lastIndexOf('/', goName.lastIndexOf('.'))
  const folder = goName.slice(goName.lastIndexOf('/', at - 1) + 1, goName.lastIndexOf('.'))
  const [group, version] = folder.split('/') as [string, string]
  return structFor(
    group === 'core' ? version : `${group}/${version}`, `${goName.slice(goName.lastIndexOf('.') + 1)}List`,
  )?.name
}
