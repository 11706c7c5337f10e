import { ApiError, notAcceptable } from '../../../apimachinery/api-error.ts'
import { parseListOptions } from '../../registry/list-options.ts'
import { selectionOf } from '../../registry/selection.ts'
import { watchObjects } from '../../registry/watch.ts'
import type { Representation } from '../accept.ts'
import { negotiateFor } from '../encode/present.ts'
import { parseIncludeObject } from '../encode/table.ts'
import { line, objectEncoder, protobufObjectEncoder, viewEncoder, type WatchEncoder } from '../encode/watch.ts'
import { encodeWatchEvent } from '../../resources/schema/protobuf.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { type StreamFormat, WatchStream } from './watch-stream.ts'

/** GET of a collection with `watch`, or below the deprecated watch prefix: a stream of events. */
export async function watch(scope: Scope): Promise<void> {
  const { exchange, resource } = scope
  // What is no answer to a list is refused first, and what is no stream once all else is well.
  negotiateFor(exchange, resource.definition)
  const options = parseListOptions(exchange.query, true)
  selectionOf(resource.definition, options)
  const representation = negotiateFor(exchange, resource.definition, true)
  if (exchange.info.name !== '') {
    options.fields = [...options.fields, { field: 'metadata.name', operator: '=', value: exchange.info.name }]
  }
  const stream = new WatchStream(exchange, formatFor(scope, representation), options)
  const running = await watchObjects(resource, namespaceOf(scope), options, stream, exchange.signal)
    .catch((error: unknown) => {
      if (!(error instanceof ApiError) || !toldInStream.has(error.code)) throw error
      stream.refuse(error)
    })
  if (running) await stream.run(running)
}

/** Where a watch cannot begin, because its version is too old or from the future, upstream says so by an event. */
const toldInStream: ReadonlySet<number> = new Set([410, 504])

function formatFor(scope: Scope, representation: Representation): StreamFormat {
  const { mediaType } = representation
  const encode = encoderFor(scope, representation)
  if (mediaType === 'application/json') {
    return { contentType: mediaType, encode, error: (status) => line('ERROR', status) }
  }
  return { contentType: `${mediaType};stream=watch`, encode, error: (status) => encodeWatchEvent('ERROR', status) }
}

function encoderFor({ exchange, resource, services }: Scope, representation: Representation): WatchEncoder {
  const protobuf = representation.mediaType === 'application/vnd.kubernetes.protobuf'
  if (representation.as === 'object') return protobuf ? protobufObjectEncoder(resource) : objectEncoder(resource)
  if (representation.as === 'PartialObjectMetadataList') {
    throw notAcceptable(['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'])
  }
  const include = parseIncludeObject(exchange.query.get('includeObject'))
  return viewEncoder(resource, representation, include, services.now)
}
