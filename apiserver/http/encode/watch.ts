import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import type { WatchEvent, WatchEventType } from '../../registry/watch.ts'
import type { Resource } from '../../registry/resource.ts'
import { encodeWatchEvent, watchFrame } from '../../resources/schema/protobuf.ts'
import { withRevision } from '../../watch/wire.ts'
import type { Representation } from '../accept.ts'
import { itemEncoder } from './item.ts'
import { partialMetadata } from './partial-metadata.ts'
import { protobufEncoder } from './protobuf.ts'
import { type IncludeObject, tableHead, tableRow } from './table.ts'

/** Makes the bytes of a batch of events. */
export type WatchEncoder = (batch: readonly WatchEvent[]) => Buffer

/** Bytes of a batch once for all who are told the same array; and encoders once for all who ask the same of a kind. */
function sharedEncoder(
  known: WeakMap<Resource, WatchEncoder>, resource: Resource, parts: (event: WatchEvent) => Buffer[],
): WatchEncoder {
  const before = known.get(resource)
  if (before) return before
  // Weak by the array: it is handed to all in one turn of the event loop, and then to nobody.
  const batches = new WeakMap<readonly WatchEvent[], Buffer>()
  const encoder: WatchEncoder = (batch) => {
    const made = batches.get(batch) ?? Buffer.concat(batch.flatMap(parts))
    batches.set(batch, made)
    return made
  }
  known.set(resource, encoder)
  return encoder
}

const lineStart = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
}
const lineEnd = Buffer.from('}\n')

/** Whole objects: the cached bytes in an envelope. */
export function objectEncoder(resource: Resource): WatchEncoder {
  return sharedEncoder(objectEncoders, resource, (event) => {
    if (event.type === 'BOOKMARK') return [line('BOOKMARK', bookmarkObject(resource, event))]
    return [lineStart[event.type], objectBytes(resource, event), lineEnd]
  })
}

/** The same in protobuf: frames around the messages that every reader of the kind shares. */
export function protobufObjectEncoder(resource: Resource): WatchEncoder {
  const encoder = protobufEncoder(resource.definition)!
  return sharedEncoder(protobufEncoders, resource, (event) => {
    if (event.type === 'BOOKMARK') return [watchFrame('BOOKMARK', encoder.object(bookmarkObject(resource, event)))]
    const enveloped = event.type === 'DELETED'
      ? encoder.object(shownObject(resource, event))
      : encoder.cached(event.object)
    return [watchFrame(event.type, enveloped)]
  })
}

const objectEncoders = new WeakMap<Resource, WatchEncoder>()
const protobufEncoders = new WeakMap<Resource, WatchEncoder>()

type Bookmark = Extract<WatchEvent, { type: 'BOOKMARK' }>
type Change = Exclude<WatchEvent, Bookmark>

function objectBytes({ definition }: Resource, { type, object, revision }: Change): Buffer {
  const bytes = itemEncoder(definition).object(object)
  return type === 'DELETED' ? withRevision(bytes, revision) : bytes
}

/** An empty object of the kind with a version. */
function bookmarkObject({ definition, toWire }: Resource, { revision, initialEventsEnd }: Bookmark): KubeObject {
  const annotations = initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  const metadata = { resourceVersion: String(revision), ...annotations }
  return toWire({ kind: definition.kind, apiVersion: apiVersionOf(definition), metadata })
}

/** Views: metadata or one-row Tables, made for each watcher. */
export function viewEncoder(
  resource: Resource, { as, version, mediaType }: Representation, include: IncludeObject, now: () => Date,
): WatchEncoder {
  const { definition } = resource
  const write = mediaType === 'application/json' ? line : encodeWatchEvent
  let first = true
  const encode = (event: WatchEvent): Buffer => {
    const object = event.type === 'BOOKMARK' ? bookmarkObject(resource, event) : shownObject(resource, event)
    if (as !== 'Table') return write(event.type, partialMetadata(definition, object, version))
    const metadata = { resourceVersion: object.metadata.resourceVersion }
    const head = tableHead(definition, version, metadata, first)
    first = false
    return line(event.type, { ...head, rows: [tableRow(definition, object, { version, include, now: now() })] })
  }
  return (batch) => Buffer.concat(batch.map(encode))
}

function shownObject({ definition }: Resource, { type, object, revision }: Change): KubeObject {
  const shown = definition.conversion?.fromStored(object.object) ?? object.object
  if (type !== 'DELETED') return shown
  return { ...shown, metadata: { ...shown.metadata, resourceVersion: String(revision) } }
}

/** One line of any object: bookmarks, errors. */
export function line(type: WatchEventType | 'ERROR', object: object): Buffer {
  return Buffer.from(`${JSON.stringify({ type, object })}\n`)
}
