import { parseExactJson } from '../../../apimachinery/exact-json.ts'
import { apiVersionOf } from '../../../apimachinery/meta.ts'
import { ownMemory } from '../../../apimachinery/own-memory.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import type { CompressedPart, Part } from './parts.ts'

/** Bytes of objects of one kind, as its definition shows them. */
export interface ItemEncoder {
  /** The whole object. */
  object(cached: CachedObject): Buffer
  /** Behind another one in a list: after a comma, and without kind and apiVersion, as upstream writes it. */
  part(cached: CachedObject): Part
  /** The same compressed, for as long as the cached object lives. */
  readonly compressed: WeakMap<CachedObject, CompressedPart>
}

const encoders = new WeakMap<ResourceDefinition, ItemEncoder>()

/** No parsing: the cached bytes, or a slice of them. Kinds that are stored as another one are converted. */
export function itemEncoder(definition: ResourceDefinition): ItemEncoder {
  let encoder = encoders.get(definition)
  if (!encoder) encoders.set(definition, (encoder = newEncoder(definition)))
  return encoder
}

const separator = Buffer.from(',{')

function newEncoder(definition: ResourceDefinition): ItemEncoder {
  const head = Buffer.from(
    `{"kind":${JSON.stringify(definition.kind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},`,
  )
  const object = (cached: CachedObject): Buffer => converted(definition, cached)
  const printed = new WeakMap<CachedObject, Buffer>()
  const part = (cached: CachedObject): Part => {
    const known = printed.get(cached)
    if (known) return { prefix: separator, bytes: known, start: 1 }
    const bytes = object(cached)
    if (bytes === cached.bytes && startsWith(bytes, head)) return { prefix: separator, bytes, start: head.length }
    const own = ownMemory(withoutTypeMeta(bytes))
    printed.set(cached, own)
    return { prefix: separator, bytes: own, start: 1 }
  }
  return { object, part, compressed: new WeakMap() }
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.length > head.length && head.compare(bytes, 0, head.length) === 0
}

function withoutTypeMeta(bytes: Buffer): Buffer {
  const { kind: _, apiVersion: __, ...rest } = parseExactJson(bytes.toString()) as Record<string, unknown>
  return Buffer.from(JSON.stringify(rest))
}

function converted({ conversion }: ResourceDefinition, cached: CachedObject): Buffer {
  return conversion ? Buffer.from(JSON.stringify(conversion.fromStored(cached.object))) : cached.bytes
}
