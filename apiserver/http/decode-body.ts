import { unsupportedMediaType } from '../../apimachinery/api-error.ts'
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../apimachinery/meta.ts'
import { ownTurn } from '../../apimachinery/own-turn.ts'
import { DecodeError, describeDecodeError } from '../resources/schema/decode-error.ts'
import { type Decoded, decodeValue, strictDecodingError } from '../resources/schema/decode.ts'
import { Members, parseJson } from '../resources/schema/json-text.ts'
import { decodeProtobuf } from '../resources/schema/protobuf.ts'
import type { StructType } from '../resources/schema/schema.ts'
import { decodeYaml } from '../resources/schema/yaml.ts'
import { contentType, hasLargeBody, readBody } from './body.ts'
import { checkKind } from './check-kind.ts'
import { type Exchange, warn } from './exchange.ts'
import type { FieldValidation } from './write-options.ts'

/** The types in which a body may come, in the order in which upstream lists them. */
export const bodyTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** What the body must be. */
export interface Wanted extends GroupVersionKind {
  struct: StructType
  /** Versions in which the same type may come. */
  otherVersions?: readonly string[]
}

/** Reads the request's body as an object of one kind, in JSON, YAML or protobuf. */
export async function decodeBody(
  exchange: Exchange, wanted: Wanted, validation: FieldValidation,
): Promise<KubeObject> {
  const type = contentType(exchange) || 'application/json'
  if (!bodyTypes.includes(type)) throw unsupportedMediaType(bodyTypes)
  const bytes = await readBody(exchange)
  const { value, complaints } = parse(bytes, type, wanted)
  const isLarge = hasLargeBody(exchange)
  if (isLarge) await ownTurn()
  const said = saidKind(value, wanted, bytes, (why, kind) => describeDecodeError(why, wanted.kind, kind, bytes))
  const refuse = (why: string) =>
    describeDecodeError(why, wanted.kind, { version: said.version, kind: said.kind }, bytes)
  checkKind(said, wanted, value, refuse)
  const { object, strict } = typed(value, wanted, refuse)
  applyFieldValidation(exchange, [...complaints, ...strict], validation, refuse)
  if (isLarge) await ownTurn()
  return complete(object, wanted)
}

const protobuf = 'application/vnd.kubernetes.protobuf'

/** The body as untyped JSON; one in protobuf has its types already, and null for what is not there. */
function parse(bytes: Buffer, type: string, wanted: Wanted): { value: unknown; complaints: readonly string[] } {
  try {
    if (type === protobuf) return { value: decodeProtobuf(bytes, wanted.struct), complaints: [] }
    if (type === 'application/json') return { value: parseJson(bytes.toString()), complaints: [] }
    const { value, strict } = decodeYaml(bytes.toString())
    return { value, complaints: strict }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const why = type === 'application/json' ? `${unreadable}${error.message}` : error.message
    throw describeDecodeError(why, wanted.kind, error.stage === 'type' ? wanted : undefined, bytes)
  }
}

function typed(value: unknown, { struct }: Wanted, refuse: (why: string) => Error): Decoded {
  try {
    return decodeValue(value, struct)
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error
  }
}

const unreadable = "couldn't get version/kind; json parse error: "
const goType = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** Go's words for JSON that cannot say its kind, as it is no object or says it in no text. */
export function saysNoKind(value: unknown): string | undefined {
  const wrong = (type: string, into: string): string => `${unreadable}json: cannot unmarshal ${type} into Go ${into}`
  if (typeof value !== 'object' || Array.isArray(value)) return wrong(jsonType(value), `value of type ${goType}`)
  const { apiVersion, kind } = memberValues(value)
  for (const [name, given] of Object.entries({ apiVersion, kind })) {
    if (typeof given !== 'string') return wrong(jsonType(given), `struct field .${name} of type string`)
  }
  return undefined
}

/**
 * What kind a body says it is; what it does not say is as wanted.
 * Upstream: SimpleMetaFactory.Interpret, gvkWithDefaults.
 */
export function saidKind(
  value: unknown, wanted: GroupVersionKind, bytes: Buffer, refuse: (why: string, said?: GroupVersionKind) => Error,
): GroupVersionKind {
  const kindless = saysNoKind(value)
  if (kindless !== undefined) throw refuse(kindless)
  const { apiVersion, kind } = memberValues(value)
  const parts = String(apiVersion).split('/')
  if (parts.length > 2) throw refuse(`unexpected GroupVersion string: ${apiVersion}`)
  const [group, version] = parts.length === 2 ? [parts[0]!, parts[1]!] : ['', parts[0]!]
  const said = { ...withDefaults(group, version, wanted), kind: String(kind) || wanted.kind }
  if (said.version !== '') return said
  throw refuse(`Object 'apiVersion' is missing in '${bytes.toString()}'`, said)
}

function withDefaults(
  group: string, version: string, wanted: GroupVersionKind,
): Pick<GroupVersionKind, 'group' | 'version'> {
  if (group === '' && version === '') return { group: wanted.group, version: wanted.version }
  return { group, version: version === '' && group === wanted.group ? wanted.version : version }
}

function memberValues(value: unknown): { apiVersion: unknown; kind: unknown } {
  const members = value instanceof Members
    ? Object.fromEntries(value.entries)
    : (value ?? {}) as Record<string, unknown>
  return { apiVersion: members['apiVersion'] ?? '', kind: members['kind'] ?? '' }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** What unknown and repeated fields lead to. */
export function applyFieldValidation(
  exchange: Exchange, strict: readonly string[], validation: FieldValidation, refuse: (why: string) => Error,
): void {
  if (strict.length === 0 || validation === 'Ignore') return
  if (validation === 'Strict') throw refuse(strictDecodingError(strict))
  strict.forEach((text) => warn(exchange, text))
}

function complete(object: KubeObject, wanted: Wanted): KubeObject {
  return { ...object, kind: wanted.kind, apiVersion: apiVersionOf(wanted), metadata: object.metadata ?? {} }
}
