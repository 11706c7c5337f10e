import type { ApiError } from '../../../apimachinery/api-error.ts'
import type { ListOptions } from '../../registry/list-options.ts'
import type { Watch, WatchEvent, WatchSink } from '../../registry/watch.ts'
import { type ChunkWriter, chunkWriter } from '../chunk-writer.ts'
import type { WatchEncoder } from '../encode/watch.ts'
import type { Exchange } from '../exchange.ts'
import { MinuteClock, type Ticked } from '../minute-clock.ts'
import { writeWarnings } from '../respond.ts'

/** A watch without a wish lasts between one and two of these; upstream: minRequestTimeout. */
const minTimeoutSeconds = 1800
/** Of what there is at the start, so many bytes of objects are told at once. */
const initialBytes = 256 << 10

/** One for all watches; upstream sends bookmarks once a minute, too. */
const bookmarks = new MinuteClock()

/** How a stream is written. */
export interface StreamFormat {
  contentType: string
  encode: WatchEncoder
  error(status: object): Buffer
}

/** One watcher's connection: one write per batch; a full socket pauses the subscription, which is bounded. */
export class WatchStream implements WatchSink, Ticked {
  readonly #exchange: Exchange
  readonly #format: StreamFormat
  readonly #options: ListOptions
  #watch: Watch | undefined
  #writer: ChunkWriter | undefined
  #finish: () => void = () => { this.#over = true }
  #over = false
  /** All that was there at the start is told. */
  #started = false
  /** Nothing was told since the last tick. */
  #quiet = true
  /** Goes on with what there is at the start. */
  #drained: (() => void) | undefined

  constructor(exchange: Exchange, format: StreamFormat, options: ListOptions) {
    this.#exchange = exchange
    this.#format = format
    this.#options = options
  }

  /** Resolves when the watch is over: timed out, closed by the client, by the server, or overrun. */
  async run(watch: Watch): Promise<void> {
    this.#watch = watch
    const { response, signal } = this.#exchange
    const over = new Promise<void>((resolve) => {
      this.#finish = () => {
        this.#over = true
        this.#drained?.()
        resolve()
      }
    })
    const timeout = setTimeout(this.#finish, timeoutMs(this.#options))
    signal.addEventListener('abort', this.#finish)
    if (signal.aborted || this.#over) this.#finish()
    this.#head()
    const stopBookmarks = this.#options.allowWatchBookmarks ? bookmarks.add(this) : undefined
    this.#exchange.begun?.()
    await this.#start(watch)
    await over
    signal.removeEventListener('abort', this.#finish)
    clearTimeout(timeout)
    stopBookmarks?.()
    this.#writer?.release()
    watch.subscription.close()
    response.end()
  }

  /** A stream that says only why there is none. */
  refuse(error: ApiError): void {
    this.#head()
    this.#write(this.#format.error(error.toStatus()))
    this.#writer?.release()
    this.#exchange.response.end()
  }

  events(batch: readonly WatchEvent[]): void {
    this.#quiet = false
    if (!this.#write(this.#format.encode(batch))) this.#watch?.subscription.pause()
  }

  closed(error: ApiError | undefined, overrun: boolean): void {
    if (error) this.#write(this.#format.error(error.toStatus()))
    // Whoever does not read would not hear of the end either.
    if (overrun) this.#exchange.response.destroy()
    this.#finish()
  }

  /** Says how far the watcher has come when nothing else was said for a minute. */
  tick(): void {
    if (this.#quiet && this.#started && this.#watch) {
      const { progress } = this.#watch.subscription
      this.#write(this.#format.encode([{ type: 'BOOKMARK', revision: progress, initialEventsEnd: false }]))
    }
    this.#quiet = true
  }

  #head(): void {
    const { response } = this.#exchange
    writeWarnings(this.#exchange)
    response.statusCode = 200
    response.setHeader('Content-Type', this.#format.contentType)
    response.flushHeaders()
    this.#writer = chunkWriter(response)
    this.#writer.onDrain(() => (this.#drained ? this.#drained() : this.#goOn()))
  }

  /** Tells what there is, at the client's pace; what happens meanwhile waits in the subscription. */
  async #start(watch: Watch): Promise<void> {
    let batch: WatchEvent[] = []
    let size = 0
    const send = (): boolean => {
      const bytes = this.#format.encode(batch)
      batch = []
      size = 0
      return this.#write(bytes)
    }
    for (const event of watch.takeInitial()) {
      batch.push(event)
      size += event.type === 'BOOKMARK' ? 0 : event.object.bytes.length
      this.#quiet = false
      if (size >= initialBytes && !send()) await this.#drain()
      if (this.#over) return
    }
    this.#started = true
    if (batch.length === 0 || send()) watch.start()
  }

  #goOn(): void {
    if (this.#started) this.#watch?.subscription.resume()
  }

  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => { this.#drained = resolve })
    this.#drained = undefined
  }

  /** False when the client is slower than we. */
  #write(bytes: Buffer): boolean {
    const { response } = this.#exchange
    if (!response.destroyed && !response.writableEnded) return this.#writer?.write(bytes) ?? true
    this.#finish()
    return true
  }
}

function timeoutMs({ timeoutSeconds }: ListOptions): number {
  const seconds = timeoutSeconds !== undefined && timeoutSeconds > 0
    ? timeoutSeconds
    : minTimeoutSeconds * (1 + Math.random())
  // Whole seconds: timers of equal length share a list.
  return Math.ceil(Math.min(seconds, 2 ** 31 / 1000 - 2)) * 1000
}
