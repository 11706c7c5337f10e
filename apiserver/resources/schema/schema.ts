/**
 * The types of the built-in API as data: what decoding, protobuf, OpenAPI, strategic merge and
 * server-side apply are derived from. Upstream: the Go types of k8s.io/api and their tags.
 */

/** How a value looks in JSON and what Go type it decodes to. */
export type TypeRef =
  /** `go` is the name Go's messages use: `string`, `v1.Protocol`, `int32`, `[]byte` … */
  | { form: 'string' | 'bool' | 'int32' | 'int64' | 'float64' | 'bytes'; go: string; pointer: boolean }
  /** Types with a JSON form of their own. `raw` is any JSON (RawExtension, JSON, FieldsV1). */
  | { form: 'quantity' | 'intOrString' | 'time' | 'microTime' | 'duration' | 'raw'; go: string; pointer: boolean }
  | { form: 'struct'; struct: StructType; pointer: boolean }
  /** `wrapped`: a named Go list type that protobuf carries in a message of its own (ExtraValue, Verbs). */
  | { form: 'list'; element: TypeRef; pointer: boolean; wrapped?: boolean }
  | { form: 'map'; element: TypeRef; pointer: boolean }

/** One field, with embedded (inline) structs already flattened into their parent. */
export interface Field {
  /** The JSON name. */
  name: string
  /** The Go name, as some messages print it. */
  go: string
  type: TypeRef
  /** A zero value is left out when written. */
  omitempty: boolean
  /** A zero struct is left out too, which `omitempty` alone does not do. */
  omitzero?: boolean
  required: boolean
  /** The protobuf number; 0 where the type has no protobuf form. */
  proto: number
  /** Set when this field came from an inline struct that is a nested message in protobuf (VolumeSource in Volume). */
  via?: { proto: number; struct: StructType }
  /** The default in JSON, as the `+default` marker gives it. */
  default?: unknown
  listType?: 'atomic' | 'set' | 'map'
  listMapKeys?: readonly string[]
  /** `atomic` on a map or struct field: one owner for the whole. */
  mapType?: 'atomic' | 'granular'
  patchStrategy?: readonly ('merge' | 'replace' | 'retainKeys')[]
  patchMergeKey?: string
  /** The values an enum type allows. */
  enum?: readonly string[]
}

/** A Go struct; `fields` are in Go's order, which is the order in which JSON is written. */
export interface StructType {
  /** `k8s.io/api/core/v1.PodSpec`. */
  name: string
  fields: readonly Field[]
  field(jsonName: string): Field | undefined
  atomic: boolean
}

/** All known types. */
export interface Schema {
  /** Throws RangeError for a name that is not known. */
  struct(name: string): StructType
}
