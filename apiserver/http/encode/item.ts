import { apiVersionOf } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'

/** Bytes of objects of one kind, as its definition shows them. */
export interface ItemEncoder {
  /** The whole object. */
  object(cached: CachedObject): Buffer
  /** Without kind and apiVersion, as upstream writes what stands in a list. */
  item(cached: CachedObject): Buffer
}

/** No parsing: the cached bytes, or a slice of them. Kinds that are stored as another one are converted. */
export function itemEncoder(definition: ResourceDefinition): ItemEncoder {
  const head = Buffer.from(`{"kind":${JSON.stringify(definition.kind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},`)
  const object = (cached: CachedObject): Buffer => converted(definition, cached)
  return { object, item: (cached) => withoutHead(object(cached), head) }
}

const brace = Buffer.from('{')

function withoutHead(bytes: Buffer, head: Buffer): Buffer {
  if (bytes.subarray(0, head.length).equals(head)) return Buffer.concat([brace, bytes.subarray(head.length)])
  const { kind: _, apiVersion: __, ...rest } = JSON.parse(bytes.toString()) as Record<string, unknown>
  return Buffer.from(JSON.stringify(rest))
}

function converted({ conversion }: ResourceDefinition, cached: CachedObject): Buffer {
  return conversion ? Buffer.from(JSON.stringify(conversion.fromStored(cached.object))) : cached.bytes
}
