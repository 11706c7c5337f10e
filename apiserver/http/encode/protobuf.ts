import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import type { Page } from '../../registry/list.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { envelop } from '../../resources/schema/protobuf.ts'
import { writeStruct } from '../../resources/schema/protobuf-struct.ts'
import { WireWriter } from '../../resources/schema/protobuf-wire.ts'
import type { StructType } from '../../resources/schema/schema.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import { listMetadata } from './list.ts'

/** Objects of one kind in `application/vnd.kubernetes.protobuf`. */
export interface ProtobufEncoder {
  /** An object in its envelope. */
  object(object: KubeObject): Buffer
  /** The same for a cached one. */
  cached(cached: CachedObject): Buffer
  /** A page of a list in its envelope. */
  page(page: Page): Buffer
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
  /** Made when first asked for, once for as long as the cached object lives. */
  const messageOf = (cached: CachedObject): Buffer => {
    const made = messages.get(cached)
    if (made) return made
    const message = writeStruct(struct, definition.conversion?.fromStored(cached.object) ?? cached.object)
    messages.set(cached, message)
    return message
  }
  return {
    object: (object) => envelop(apiVersion, kind, writeStruct(struct, object)),
    cached: (cached) => envelop(apiVersion, kind, messageOf(cached)),
    page: (page) => envelop(apiVersion, `${kind}List`, listMessage(page, messageOf)),
  }
}

/** Every list type has its metadata as field 1 and its items as field 2. */
function listMessage(page: Page, messageOf: (cached: CachedObject) => Buffer): Buffer {
  const writer = new WireWriter()
  writer.bytes(1, writeStruct(builtinSchema().struct('meta/v1.ListMeta'), listMetadata(page)))
  for (const cached of page.items) writer.bytes(2, messageOf(cached))
  return writer.finish()
}
