import {
  boolYaml11Tag, defineMappingTag, defineScalarTag, defineSequenceTag, floatCoreTag, mapTag, mergeTag, NOT_RESOLVED,
  nullYaml11Tag, type ScalarTagDefinition, Schema, seqTag, strTag,
} from 'js-yaml'
import { quoteGo } from '../../../apimachinery/field-error.ts'
import { DecodeError } from './decode-error.ts'
import { excessiveAliasing, hasExcessiveAliasing } from './yaml-aliases.ts'

/** These tags read only. */
const neverDumped = { identify: () => false, represent: String }

const integerShape = /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)$/

/** Go's reading of an integer: a base by prefix, underscores ignored, nothing in base 60. */
function readInteger(text: string): number | bigint | typeof NOT_RESOLVED {
  if (!integerShape.test(text)) return NOT_RESOLVED
  const digits = text.replace(/[-+_]/g, '').replace(/^0o?(?=[0-7])/, '0o')
  const [value, sign] = [Number(digits), text.startsWith('-') ? -1 : 1]
  return Number.isSafeInteger(value) ? sign * value : withinUint64(BigInt(sign) * BigInt(digits))
}

/** What is neither an int64 nor a uint64 is a float. */
function withinUint64(value: bigint): number | bigint {
  return value < -(2n ** 63n) || value >= 2n ** 64n ? Number(value) : value
}

const integerTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', ...'0123456789'],
  resolve: readInteger,
  ...neverDumped,
})

const timestampShape = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?( ?(Z|[-+]\d{2}:\d{2}))?)?$/

/** A timestamp stays the text it is. */
const timestampTag = defineScalarTag('tag:yaml.org,2002:timestamp', {
  resolve: (source: string) => (timestampShape.test(source) ? source : NOT_RESOLVED), ...neverDumped,
})

const binaryTag = defineScalarTag('tag:yaml.org,2002:binary', {
  resolve(source: string) {
    const encoded = source.replace(/[\r\n]/g, '')
    const bytes = Buffer.from(encoded, 'base64')
    if (bytes.toString('base64') === encoded) return bytes.toString()
    throw new DecodeError('syntax', 'yaml: !!binary value contains invalid base64 data')
  },
  ...neverDumped,
})

const plain: readonly ScalarTagDefinition[] = [nullYaml11Tag, boolYaml11Tag, integerTag, floatCoreTag]

/** The tag of a scalar that names none. */
function tagOf(source: string): string {
  const found = plain.find(({ resolve, tagName }) => resolve(source, false, tagName) !== NOT_RESOLVED)
  return shortTag(found?.tagName ?? strTag.tagName)
}

const shortTag = (name: string): string => name.replace('tag:yaml.org,2002:', '!!')

/** A scalar must be what its tag says. */
function withGoWords(tag: ScalarTagDefinition): ScalarTagDefinition {
  return {
    ...tag,
    resolve(source, isExplicit, tagName) {
      const value = tag.resolve(source, isExplicit, tagName)
      if (value !== NOT_RESOLVED || !isExplicit) return value
      throw new DecodeError('syntax', `yaml: cannot decode ${tagOf(source)} \`${source}\` as a ${shortTag(tagName)}`)
    },
  }
}

/** Keys are text in JSON: what has no such form is no key. */
function addPair(carrier: Record<string, unknown>, key: unknown, value: unknown): string {
  if (key !== null && typeof key === 'object') {
    throw new DecodeError('syntax', `yaml: invalid map key: ${printBounded(key)}`)
  }
  if (key === null) {
    const what = `key: <nil>, value: ${printBounded(value)}`
    throw new DecodeError('syntax', `unsupported map key of type: %!s(<nil>), ${what}`)
  }
  return mapTag.addPair(carrier, typeof key === 'number' ? printKey(key) : key, value)
}

/** Infinity and what is no number have YAML's names. */
function printKey(key: number): string | number {
  if (Number.isFinite(key)) return key
  return Number.isNaN(key) ? '.nan' : `${key < 0 ? '-' : ''}.inf`
}

/** Aliases are written out in print: there may be no end of them. */
function printBounded(value: unknown): string {
  if (hasExcessiveAliasing(value)) throw excessiveAliasing()
  return printGoSyntax(value)
}

/** A value as Go's `%#v` prints it. */
function printGoSyntax(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[]interface {}{${value.map(printGoSyntax).join(', ')}}`
  if (typeof value !== 'object') return typeof value === 'string' ? quoteGo(value) : String(value)
  const members = Object.entries(value).map(([name, inner]) => `${quoteGo(name)}:${printGoSyntax(inner)}`)
  return `map[interface {}]interface {}{${members.join(', ')}}`
}

/** Any other tag changes nothing: a scalar is the text it is. */
const anyTag = { matchByTagPrefix: true }
const otherTags = ['!', 'tag:'].flatMap((prefix) => [
  defineScalarTag(prefix, { ...anyTag, resolve: (source: string) => source, ...neverDumped }),
  defineSequenceTag(prefix, {
    ...anyTag, create: () => [] as unknown[], addItem: (list, item) => void list.push(item), identify: () => false,
  }),
  defineMappingTag(prefix, {
    ...anyTag, create: mapTag.create, addPair, has: mapTag.has, keys: mapTag.keys, get: mapTag.get,
    identify: () => false,
  }),
])

/** What Go's library makes of YAML. */
export const goSchema = new Schema([
  strTag, seqTag, { ...mapTag, addPair }, mergeTag, ...[...plain, timestampTag, binaryTag].map(withGoWords),
  ...otherTags,
])
