import packed from './generated/types.json' with { type: 'json' }
import type { Field, Schema, StructType, TypeRef } from './schema.ts'

/**
 * The built-in API's types. Each is read from its packed text when first asked for, so that a server
 * pays in memory only for the kinds it meets.
 */
export function builtinSchema(): Schema {
  shared ??= createSchema(packed)
  return shared
}

let shared: Schema | undefined

/** A schema over packed texts, keyed by short name (`core/v1.PodSpec`). */
function createSchema(texts: Readonly<Record<string, string>>): Schema {
  const known = new Map<string, StructType>()
  const struct = (name: string): StructType => {
    const short = shortName(name)
    const found = known.get(short)
    if (found) return found
    const text = Object.hasOwn(texts, short) ? texts[short] : undefined
    if (text === undefined) throw new RangeError(`cannot find the type ${name}: the schema does not hold it`)
    const made = new PackedStruct(text, struct)
    known.set(short, made)
    return made
  }
  return { struct }
}

const prefixes =
  /^k8s\.io\/(apimachinery\/pkg\/(apis\/)?|api\/|apiextensions-apiserver\/pkg\/apis\/|kube-aggregator\/pkg\/apis\/)/

/** `core/v1.PodSpec` for `k8s.io/api/core/v1.PodSpec`; a short name stays as it is. */
function shortName(name: string): string {
  return name.replace(prefixes, '')
}

type Lookup = (name: string) => StructType

/** A struct whose fields are parsed on first use: types refer to each other in cycles. */
class PackedStruct implements StructType {
  readonly name: string
  readonly atomic: boolean
  readonly #lines: string[]
  readonly #lookup: Lookup
  #fields: readonly Field[] | undefined
  #byName: Map<string, Field> | undefined

  constructor(text: string, lookup: Lookup) {
    const [head, ...lines] = text.split('\n')
    const [name, kind] = head!.split('\t')
    this.name = name!
    this.atomic = kind === 'atomic'
    this.#lines = lines
    this.#lookup = lookup
  }

  get fields(): readonly Field[] {
    this.#fields ??= this.#lines.flatMap((line) => parseLine(line, this.#lookup))
    return this.#fields
  }

  field(jsonName: string): Field | undefined {
    this.#byName ??= new Map(this.fields.map((field) => [field.name, field]))
    return this.#byName.get(jsonName)
  }
}

function parseLine(line: string, lookup: Lookup): Field[] {
  const parts = line.split('\t')
  if (parts[0] === '>') return inlineFields(Number(parts[1]), lookup(parts[2]!.replace('@', '')))
  const [name, go, type, flags, proto, extra] = parts as [string, string, string, string, string, string?]
  const { mapType, ...facets } = (extra === undefined ? {} : JSON.parse(extra)) as Partial<Field>
  return [{
    name,
    go,
    type: parseType(type, lookup),
    omitempty: flags.includes('e'),
    ...(flags.includes('z') ? { omitzero: true } : {}),
    required: flags.includes('r'),
    proto: Number(proto),
    ...facets,
    ...(mapType === undefined ? {} : { mapType }),
  }]
}

/** The fields of an embedded struct; without a number (TypeMeta) they have no protobuf form at all. */
function inlineFields(proto: number, struct: StructType): Field[] {
  return struct.fields.map((field) => (proto === 0 ? { ...field, proto: 0 } : { ...field, via: { proto, struct } }))
}

/** Reads a type expression: `*` pointer, `[` list, `{` map, `w[` a list that protobuf wraps, `@` struct. */
function parseType(text: string, lookup: Lookup, pointer = false): TypeRef {
  const rest = text.slice(1)
  switch (text[0]) {
    case '*': return parseType(rest, lookup, true)
    case '[': return { form: 'list', element: parseType(rest, lookup), pointer }
    case '{': return { form: 'map', element: parseType(rest, lookup), pointer }
    case '@': return { form: 'struct', struct: lookup(rest), pointer }
  }
  if (text.startsWith('w[')) return { form: 'list', element: parseType(text.slice(2), lookup), pointer, wrapped: true }
  const colon = text.indexOf(':')
  const form = colon < 0 ? text : text.slice(0, colon)
  return { form, go: colon < 0 ? goNames[form] : text.slice(colon + 1), pointer } as TypeRef
}

const goNames: Record<string, string> = {
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  duration: 'v1.Duration',
}
