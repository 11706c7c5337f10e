import { badRequest, unsupportedMediaType } from '../../apimachinery/api-error.ts'
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../apimachinery/meta.ts'
import { DecodeError, describeDecodeError, type SaidKind } from '../resources/schema/decode-error.ts'
import { type Decoded, decodeJson, decodeValue, strictDecodingError } from '../resources/schema/decode.ts'
import { decodeProtobuf } from '../resources/schema/protobuf.ts'
import type { StructType } from '../resources/schema/schema.ts'
import { decodeYaml } from '../resources/schema/yaml.ts'
import { contentType, readBody } from './body.ts'
import { type Exchange, warn } from './exchange.ts'
import type { FieldValidation } from './write-options.ts'

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** What the body must be. */
export interface Wanted extends GroupVersionKind {
  struct: StructType
}

/** Reads the request's body as an object of one kind, in JSON, YAML or protobuf. */
export async function decodeBody(
  exchange: Exchange, wanted: Wanted, validation: FieldValidation,
): Promise<KubeObject> {
  const type = contentType(exchange) || 'application/json'
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted)
  const bytes = await readBody(exchange)
  const { object, strict } = decode(bytes, type, wanted)
  checkKind(object as KubeObject, wanted, bytes)
  applyFieldValidation(exchange, strict, validation, (why) => describeDecodeError(why, wanted.kind, saidOf(object), bytes))
  return complete(object as KubeObject, wanted)
}

function decode(bytes: Buffer, type: string, wanted: Wanted): Decoded {
  let said: SaidKind | undefined
  try {
    if (type === 'application/vnd.kubernetes.protobuf') return { object: decodeProtobuf(bytes, wanted.struct), strict: [] }
    if (type === 'application/json') {
      const text = bytes.toString()
      said = quickKind(text)
      return decodeJson(text, wanted.struct)
    }
    const yaml = decodeYaml(bytes.toString())
    said = saidOf(yaml.value)
    const decoded = decodeValue(yaml.value, wanted.struct)
    return { object: decoded.object, strict: [...yaml.strict, ...decoded.strict] }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const syntax = error.stage === 'syntax'
    throw describeDecodeError(error.message, wanted.kind, syntax ? undefined : (said ?? wantedAsSaid(wanted)), bytes)
  }
}

/** What a text says it is, as far as plain parsing shows it. */
function quickKind(text: string): SaidKind | undefined {
  try {
    return saidOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function saidOf(value: unknown): SaidKind | undefined {
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown }
  if (typeof kind !== 'string' || kind === '') return undefined
  return { version: versionOf(typeof apiVersion === 'string' ? apiVersion : ''), kind }
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1)
}

const wantedAsSaid = ({ version, kind }: Wanted): SaidKind => ({ version, kind })

/** A body that names no kind is taken for the one wanted; another one is refused. */
function checkKind(object: KubeObject, wanted: Wanted, bytes: Buffer): void {
  const expected = apiVersionOf(wanted)
  const kind = object.kind || wanted.kind
  const apiVersion = object.apiVersion || expected
  if (apiVersion.split('/').length > 2) {
    throw describeDecodeError(`unexpected GroupVersion string: ${apiVersion}`, wanted.kind, undefined, bytes)
  }
  if (kind === wanted.kind && apiVersion === expected) return
  const sameGroup = apiVersion.includes('/') && apiVersion !== expected && kind === wanted.kind && expected.includes('/')
  if (sameGroup) throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`)
  const why = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`
  throw describeDecodeError(why, wanted.kind, { version: versionOf(apiVersion), kind }, bytes)
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
