import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import type { WatchEvent, WatchEventType } from '../../registry/watch.ts'
import type { Resource } from '../../registry/resource.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import { encodeWatchEvent, watchFrame } from '../../resources/schema/protobuf.ts'
import { withRevision } from '../../watch/wire.ts'
import type { Representation } from '../accept.ts'
import { itemEncoder } from './item.ts'
import { partialMetadata } from './partial-metadata.ts'
import { protobufEncoder } from './protobuf.ts'
import { type IncludeObject, tableHead, tableRow } from './table.ts'

/** Makes lines of a watch stream. */
export type WatchEncoder = (event: WatchEvent) => Buffer

const newline = Buffer.from('}\n')

/**
 * Whole objects: the cached bytes in an envelope. A line is made once for an object and type and shared by every watcher
 * of the kind, for as long as the cached object lives.
 */
export function objectEncoder(resource: Resource): WatchEncoder {
  const known = encoders.get(resource)
  if (known) return known
  const shared: Record<string, WeakMap<CachedObject, Buffer>> = { ADDED: new WeakMap(), MODIFIED: new WeakMap(), DELETED: new WeakMap() }
  const made: WatchEncoder = (event) => {
    if (event.type === 'BOOKMARK') return line('BOOKMARK', bookmarkObject(resource, event))
    const found = shared[event.type]?.get(event.object)
    if (found) return found
    const bytes = Buffer.concat([Buffer.from(`{"type":"${event.type}","object":`), objectBytes(resource, event), newline])
    shared[event.type]?.set(event.object, bytes)
    return bytes
  }
  encoders.set(resource, made)
  return made
}

const encoders = new WeakMap<Resource, WatchEncoder>()

/** The same in protobuf: frames around the messages that every reader of the kind shares. */
export function protobufObjectEncoder(resource: Resource): WatchEncoder {
  const encoder = protobufEncoder(resource.definition)!
  return (event) => {
    if (event.type === 'BOOKMARK') return watchFrame('BOOKMARK', encoder.object(bookmarkObject(resource, event)))
    const enveloped = event.type === 'DELETED' ? encoder.object(shownObject(resource, event)) : encoder.cached(event.object)
    return watchFrame(event.type, enveloped)
  }
}

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
  return (event) => {
    const object = event.type === 'BOOKMARK' ? bookmarkObject(resource, event) : shownObject(resource, event)
    if (as !== 'Table') return write(event.type, partialMetadata(object, version))
    const metadata = { resourceVersion: object.metadata.resourceVersion }
    const head = tableHead(definition, version, metadata, first)
    first = false
    return line(event.type, { ...head, rows: [tableRow(definition, object, { version, include, now: now() })] })
  }
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
