import { notAcceptable } from '../../../apimachinery/api-error.ts'
import type { ApiError } from '../../../apimachinery/api-error.ts'
import { parseListOptions, type ListOptions } from '../../registry/list-options.ts'
import { watchObjects, type WatchEvent, type WatchSink } from '../../registry/watch.ts'
import type { Representation } from '../accept.ts'
import { negotiateFor } from '../encode/present.ts'
import { parseIncludeObject } from '../encode/table.ts'
import { line, objectEncoder, protobufObjectEncoder, viewEncoder, type WatchEncoder } from '../encode/watch.ts'
import { encodeWatchEvent } from '../../resources/schema/protobuf.ts'
import { writeWarnings } from '../respond.ts'
import { namespaceOf, type Scope } from '../scope.ts'

/** A watch without a wish lasts between one and two of these; upstream: minRequestTimeout. */
const minTimeoutSeconds = 1800
const bookmarkMs = 60_000

/** GET of a collection with `watch`, or below the deprecated watch prefix: a stream of events. */
export async function watch(scope: Scope): Promise<void> {
  const { exchange, resource } = scope
  const representation = negotiateFor(exchange, resource.definition, true)
  const options = parseListOptions(exchange.query, true)
  if (exchange.info.name !== '') options.fields = [...options.fields, { field: 'metadata.name', operator: '=', value: exchange.info.name }]
  const stream = new WatchStream(scope, formatFor(scope, representation), options)
  const running = await watchObjects(resource, namespaceOf(scope), options, stream, exchange.signal)
  await stream.run(running)
}

/** How a stream is written. */
interface Format {
  contentType: string
  encode: WatchEncoder
  error(status: object): Buffer
}

function formatFor(scope: Scope, representation: Representation): Format {
  const { mediaType } = representation
  const encode = encoderFor(scope, representation)
  if (mediaType === 'application/json') return { contentType: mediaType, encode, error: (status) => line('ERROR', status) }
  return { contentType: `${mediaType};stream=watch`, encode, error: (status) => encodeWatchEvent('ERROR', status) }
}

function encoderFor({ exchange, resource, services }: Scope, representation: Representation): WatchEncoder {
  const protobuf = representation.mediaType === 'application/vnd.kubernetes.protobuf'
  if (representation.as === 'object') return protobuf ? protobufObjectEncoder(resource) : objectEncoder(resource)
  if (representation.as === 'PartialObjectMetadataList') throw notAcceptable(['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'])
  const include = parseIncludeObject(exchange.query.get('includeObject'))
  return viewEncoder(resource, representation, include, services.now)
}

/** One watcher's connection: one write per batch; a full socket pauses the subscription, which is bounded. */
class WatchStream implements WatchSink {
  readonly #scope: Scope
  readonly #format: Format
  readonly #options: ListOptions
  #running: Awaited<ReturnType<typeof watchObjects>> | undefined
  #finish: () => void = () => {}
  #quiet = true

  constructor(scope: Scope, format: Format, options: ListOptions) {
    this.#scope = scope
    this.#format = format
    this.#options = options
  }

  /** Resolves when the watch is over: timed out, closed by the client, by the server, or overrun. */
  async run(running: Awaited<ReturnType<typeof watchObjects>>): Promise<void> {
    this.#running = running
    const { response, signal } = this.#scope.exchange
    const over = new Promise<void>((resolve) => { this.#finish = resolve })
    const timeout = setTimeout(() => this.#finish(), timeoutMs(this.#options))
    const bookmarks = this.#options.allowWatchBookmarks ? setInterval(() => this.#bookmark(), bookmarkMs) : undefined
    const abort = () => this.#finish()
    signal.addEventListener('abort', abort)
    response.on('drain', () => running.subscription.resume())
    this.#head()
    running.start()
    this.#scope.exchange.begun?.()
    await over
    signal.removeEventListener('abort', abort)
    clearTimeout(timeout)
    clearInterval(bookmarks)
    running.subscription.close()
    response.end()
  }

  events(batch: readonly WatchEvent[]): void {
    this.#quiet = false
    const lines = batch.map(this.#format.encode)
    this.#write(lines.length === 1 ? lines[0]! : Buffer.concat(lines))
  }

  closed(error: ApiError | undefined): void {
    if (error) this.#write(this.#format.error(error.toStatus()))
    this.#finish()
  }

  #head(): void {
    const { exchange } = this.#scope
    writeWarnings(exchange)
    exchange.response.statusCode = 200
    exchange.response.setHeader('Content-Type', this.#format.contentType)
    exchange.response.flushHeaders()
  }

  /** How far the watcher has come, said only when nothing else was. */
  #bookmark(): void {
    const progress = this.#running?.subscription.progress
    if (this.#quiet && progress !== undefined) {
      this.#write(this.#format.encode({ type: 'BOOKMARK', revision: progress, initialEventsEnd: false }))
    }
    this.#quiet = true
  }

  #write(bytes: Buffer): void {
    const { response } = this.#scope.exchange
    if (response.destroyed || response.writableEnded) return this.#finish()
    if (!response.write(bytes)) this.#running?.subscription.pause()
  }
}

function timeoutMs({ timeoutSeconds }: ListOptions): number {
  const seconds = timeoutSeconds !== undefined && timeoutSeconds > 0 ? timeoutSeconds : minTimeoutSeconds * (1 + Math.random())
  return Math.min(seconds, 2 ** 31 / 1000 - 1) * 1000
}
