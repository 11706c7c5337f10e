/**
 * Writes `generated/types.json` from a file of facts about the Go types:
 *
 *     node apiserver/resources/schema/generate.ts FACTS.json
 *
 * Only what the served versions (no alpha, no beta) can reach is kept. The result maps a short type
 * name (`core/v1.PodSpec`) to one text, a line per field, which load.ts reads when the type is first asked for.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface FactField {
  type: string
  go?: string
  name?: string
  inline?: boolean
  omitempty?: boolean
  omitzero?: boolean
  optional?: boolean
  required?: boolean
  proto?: { number: number }
  default?: string
  listType?: string
  listMapKeys?: string[]
  mapType?: string
  structType?: string
  patchStrategy?: string
  patchMergeKey?: string
}

interface Fact {
  fields?: FactField[]
  alias?: string
  values?: string[]
  enum?: boolean
  structType?: string
}

type Facts = Record<string, Fact>

/** Types whose JSON is not that of their fields. */
const special: Record<string, string> = {
  'k8s.io/apimachinery/pkg/api/resource.Quantity': 'quantity',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 'intOrString',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Time': 'time',
  'k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime': 'microTime',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Duration': 'duration',
  'k8s.io/apimachinery/pkg/runtime.RawExtension': 'raw:runtime.RawExtension',
  'k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1': 'raw:v1.FieldsV1',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON': 'raw:v1.JSON',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool': 'raw:v1.JSONSchemaPropsOrBool',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray': 'raw:v1.JSONSchemaPropsOrArray',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray':
    'raw:v1.JSONSchemaPropsOrStringArray',
  'interface{}': 'raw:interface {}',
}

const primitives: Record<string, string> = {
  string: 'string', bool: 'bool', int: 'int64', int32: 'int32', int64: 'int64', float64: 'float64', byte: 'uint8',
  'k8s.io/apimachinery/pkg/types.UID': 'string',
  'k8s.io/apimachinery/pkg/types.NodeName': 'string',
}

/** Lists that protobuf wraps in a message of their own. */
const wrapped = /\.(ExtraValue|Verbs)$/

/** Facts that the comment of the Go field hid from whoever extracted them. */
const corrections: Facts = {
  // Enums whose values are constants of another package, or written as conversions.
  'k8s.io/api/discovery/v1.AddressType': { alias: 'string', enum: true, values: ['IPv4', 'IPv6', 'FQDN'] },
  'k8s.io/api/networking/v1.PathType': {
    alias: 'string', enum: true, values: ['Exact', 'Prefix', 'ImplementationSpecific'],
  },
  'k8s.io/api/resource/v1.DeviceAllocationMode': { alias: 'string', enum: true, values: ['ExactCount', 'All'] },
  'k8s.io/api/core/v1.DaemonEndpoint': {
    fields: [{ type: 'int32', go: 'Port', name: 'Port', required: true, proto: { number: 1 } }],
  },
}

const prefixes = ['k8s.io/apimachinery/pkg/apis/', 'k8s.io/apimachinery/pkg/', 'k8s.io/api/',
  'k8s.io/apiextensions-apiserver/pkg/apis/', 'k8s.io/kube-aggregator/pkg/apis/']

function shortName(name: string): string {
  const prefix = prefixes.find((candidate) => name.startsWith(candidate)) ?? ''
  return name.slice(prefix.length)
}

/** `v1.PodSpec`, as Go's messages print a type. */
const goName = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** The type expression of the generated file; calls `reach` for every struct it names. */
function typeExpression(facts: Facts, type: string, reach: (name: string) => void): string {
  const of = (inner: string) => typeExpression(facts, inner, reach)
  if (type.startsWith('*')) return `*${of(type.slice(1))}`
  if (type === '[]byte') return 'bytes:[]uint8'
  if (type.startsWith('[]')) return `[${of(type.slice(2))}`
  const map = /^map\[[^\]]+\](.*)$/.exec(type)
  if (map) return `{${of(map[1]!)}`
  if (special[type]) return special[type]
  if (primitives[type]) return `${primitives[type]}:${goName(type)}`
  const fact = facts[type]
  if (!fact) throw new RangeError(`cannot write the type ${type}: it is not in the facts`)
  if (fact.alias === undefined || fact.alias.endsWith('struct{}')) {
    reach(type)
    return `@${shortName(type)}`
  }
  const inner = of(fact.alias)
  if (wrapped.test(type)) return `w${inner}`
  return /^(string|bool|int32|int64):/.test(inner) ? `${inner.slice(0, inner.indexOf(':'))}:${goName(type)}` : inner
}

/** The alias at the bottom of a field's type, when it is an enum. */
function enumOf(facts: Facts, type: string): readonly string[] | undefined {
  const base = type.replace(/^\*/, '').replace(/^(\[\]|map\[[^\]]+\])/, '')
  const fact = facts[base]
  if (!fact?.alias || !fact.enum) return undefined
  return fact.values ?? enumOf(facts, fact.alias)
}

/** A default in JSON; `ref(Name)` names a constant, whose value is its name without the type's. */
function defaultOf(text: string | undefined): unknown {
  if (text === undefined) return undefined
  const ref = /^ref\((.*)\)$/.exec(text)
  const constants: Record<string, string> = {
    AzureDataDiskCachingReadWrite: 'ReadWrite', AzureSharedBlobDisk: 'Shared',
  }
  return ref ? constants[ref[1]!] : JSON.parse(text)
}

function fieldLine(facts: Facts, field: FactField, reach: (name: string) => void): string {
  const type = typeExpression(facts, field.type, reach)
  if (field.inline) return `>\t${field.proto?.number ?? 0}\t${type}`
  const extra = {
    default: defaultOf(field.default),
    listType: field.listType,
    listMapKeys: field.listMapKeys,
    mapType: field.mapType ?? field.structType,
    patchStrategy: field.patchStrategy?.split(','),
    patchMergeKey: field.patchMergeKey,
    enum: enumOf(facts, field.type),
  }
  const flags = `${field.omitempty ? 'e' : ''}${field.omitzero ? 'z' : ''}${isRequired(field) ? 'r' : ''}`
  const line = [field.name, field.go ?? goName(field.type).replace(/^v\d\./, ''), type, flags, field.proto?.number ?? 0]
  const facets = JSON.stringify(extra)
  return (facets === '{}' ? line : [...line, facets]).join('\t')
}

/** OpenAPI's rule: required unless marked optional or omitted when empty. */
const isRequired = (field: FactField): boolean =>
  field.required === true || (field.optional !== true && field.omitempty !== true)

function isServed(name: string): boolean {
  if (name === 'k8s.io/apimachinery/pkg/version.Info') return true
  return /\/v\d+\.[A-Z]\w*$/.test(name) && !/InternalEvent|apidiscovery/.test(name)
}

function generate(facts: Facts): Record<string, string> {
  const result: Record<string, string> = {}
  const queue = Object.keys(facts).filter((name) => isServed(name) && facts[name]!.fields && !special[name])
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const short = shortName(name)
    if (result[short] !== undefined) continue
    const fact = facts[name]!
    const fields = (fact.fields ?? []).filter((field) => field.inline || field.name)
    result[short] = [
      `${name}${fact.structType === 'atomic' ? '\tatomic' : ''}`,
      ...fields.map((field) => fieldLine(facts, field, (reached) => queue.push(reached))),
    ].join('\n')
  }
  return result
}

const [input] = process.argv.slice(2)
if (input === undefined) throw new TypeError('cannot generate: name the file of facts')
const { types } = JSON.parse(readFileSync(input, 'utf8')) as { types: Facts }
const output = fileURLToPath(new URL('generated/types.json', import.meta.url))
writeFileSync(output, `${JSON.stringify(generate({ ...types, ...corrections }), null, 1)}\n`)
