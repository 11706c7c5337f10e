import { inSlices } from '../../../apimachinery/in-slices.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { ownMemory } from '../../../apimachinery/own-memory.ts'
import type { Page } from '../../registry/list.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { envelop, envelopeAround } from '../../resources/schema/protobuf.ts'
import { writeStruct } from '../../resources/schema/protobuf-struct.ts'
import { WireWriter } from '../../resources/schema/protobuf-wire.ts'
import type { StructType } from '../../resources/schema/schema.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import { listMetadata } from './list.ts'
import { partialMetadata } from './partial-metadata.ts'
import type { Presentation } from './present.ts'
import { type CompressedPart, type Part, type PartedBody, sizeOfPart, wholePart } from './parts.ts'

/** Objects of one kind in `application/vnd.kubernetes.protobuf`. */
export interface ProtobufEncoder {
  /** An object in its envelope. */
  object(object: KubeObject): Buffer
  /** The same for a cached one. */
  cached(cached: CachedObject): Buffer
  /** Makes what a page needs of a cached object, and keeps it. */
  part(cached: CachedObject): Part
  /** A page of a list in its envelope. */
  page(page: Page): PartedBody<CachedObject>
}

/** The encoder of a kind; undefined for one whose type is not built in. */
export function protobufEncoder(definition: ResourceDefinition): ProtobufEncoder | undefined {
  const known = encoders.get(definition)
  if (known !== undefined) return known || undefined
  const struct = builtinType(definition.type)
  const made = struct !== undefined && newEncoder(definition, struct)
  encoders.set(definition, made)
  return made || undefined
}

const encoders = new WeakMap<ResourceDefinition, ProtobufEncoder | false>()

function builtinType(name: string): StructType | undefined {
  try {
    const struct = builtinSchema().struct(name)
    return struct.fields.some(({ proto, via }) => proto > 0 || via !== undefined) ? struct : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function newEncoder(definition: ResourceDefinition, struct: StructType): ProtobufEncoder {
  const [apiVersion, { kind }] = [apiVersionOf(definition), definition]
  const messages = new WeakMap<CachedObject, Buffer>()
  const compressed = new WeakMap<CachedObject, CompressedPart>()
  /** Made when first asked for, once for as long as the cached object lives. */
  const messageOf = (cached: CachedObject): Buffer => {
    const made = messages.get(cached)
    if (made) return made
    const message = ownMemory(writeStruct(struct, definition.conversion?.fromStored(cached.object) ?? cached.object))
    messages.set(cached, message)
    return message
  }
  const part = (cached: CachedObject): Part => itemPart(messageOf(cached))
  return {
    object: (object) => envelop(apiVersion, kind, writeStruct(struct, object)),
    cached: (cached) => envelop(apiVersion, kind, messageOf(cached)),
    part,
    page: (page) => {
      const metadata = listMetadataMessage(page)
      const size = page.items.reduce((sum, cached) => sum + sizeOfPart(part(cached)), metadata.length)
      const { head, tail } = envelopeAround(apiVersion, `${kind}List`, size)
      return { head: Buffer.concat([head, metadata]), keys: page.items, tail, part, compressed }
    },
  }
}

function itemPart(bytes: Buffer): Part {
  const prefix = new WireWriter()
  prefix.announce(itemsField, bytes.length)
  return { prefix: prefix.finish(), bytes, start: 0 }
}

/**
 * The metadata of all objects of a page as parts of one list in its envelope. All of them are made before the first is
 * sent, because the envelope says how long they are.
 */
export async function metadataParts(
  { definition, representation: { version } }: Pick<Presentation, 'definition' | 'representation'>, page: Page,
): Promise<Part[]> {
  const struct = builtinSchema().struct('meta/v1.PartialObjectMetadata')
  const parts = [wholePart(listMetadataMessage(page))]
  let size = sizeOfPart(parts[0]!)
  await inSlices(page.items, ({ object }) => {
    const shown = definition.conversion?.fromStored(object) ?? object
    // A copy is as long as it must be; what it was written into may be twice that.
    const part = itemPart(Buffer.from(writeStruct(struct, partialMetadata(definition, shown, version))))
    parts.push(part)
    size += sizeOfPart(part)
  })
  const { head, tail } = envelopeAround(`meta.k8s.io/${version}`, 'PartialObjectMetadataList', size)
  return [wholePart(head), ...parts, wholePart(tail)]
}

/** Every list type has its metadata as field 1 and its items as field 2. */
const [metadataField, itemsField] = [1, 2]

function listMetadataMessage(page: Page): Buffer {
  const writer = new WireWriter()
  writer.bytes(metadataField, writeStruct(builtinSchema().struct('meta/v1.ListMeta'), listMetadata(page)))
  return writer.finish()
}
