import { IncomingMessage, type ServerResponse } from 'node:http'
import { type Duplex, PassThrough, Readable, Writable } from 'node:stream'
import type { Handler } from './server.ts'

/** A request of somebody in this process. */
export interface InProcessRequest {
  method: string
  /** Path and query. */
  path: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body?: string
  /** Ends the request, and the answer where it has begun. */
  signal?: AbortSignal
}

/** The answer: its body is read as it comes, no faster than it is made. */
export interface InProcessResponse extends AsyncIterable<Buffer> {
  statusCode: number
}

/**
 * Hands a request to the chain without a connection, TLS and HTTP between. Resolves as soon as the head of the answer
 * is there; rejects when the server gives the answer up before, or with the signal's reason. `told` hears of the
 * message before it is handled, to say who speaks.
 */
export function requestInProcess(
  handle: Handler, { method, path, headers, body, signal }: InProcessRequest, told: (message: IncomingMessage) => void,
): Promise<InProcessResponse> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    // A message asks its socket for little more than whether it is still there.
    const message = new IncomingMessage(new PassThrough() as Duplex as never)
    // All of it is there: a message that is not complete when it ends counts as broken off.
    const version = { httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1 }
    Object.assign(message, { method, url: path, ...version, complete: true })
    Object.assign(message.headers, { host: 'localhost', ...headers, ...lengthOf(body) })
    if (body !== undefined) message.push(body)
    message.push(null)
    told(message)

    const response = new Answer(resolve)
    const abort = () => response.destroy(signal?.reason as Error)
    signal?.addEventListener('abort', abort, { once: true })
    response.on('error', reject)
    response.once('close', () => {
      signal?.removeEventListener('abort', abort)
      reject(new Error('the server gave the answer up'))
    })
    handle(message, response as unknown as ServerResponse)
  })
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
}

/** What the chain uses of a ServerResponse. */
class Answer extends Writable {
  statusCode = 200
  headersSent = false
  readonly #headers = new Map<string, string | number | readonly string[]>()
  readonly #begin: (response: InProcessResponse) => void
  /** Goes on with the write that waits for the reader. */
  #resume: (() => void) | undefined
  readonly #body: Readable

  constructor(begin: (response: InProcessResponse) => void) {
    super()
    this.#begin = begin
    this.#body = new Readable({
      read: () => {
        const resume = this.#resume
        this.#resume = undefined
        resume?.()
      },
    })
    // Whoever reads hears of it; who does not must not end the process.
    this.#body.on('error', () => {})
    // A reader that leaves early ends the answer.
    this.#body.once('close', () => this.destroy())
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), value)
    return this
  }

  getHeader(name: string): string | number | readonly string[] | undefined {
    return this.#headers.get(name.toLowerCase())
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase())
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase())
  }

  writeHead(code: number, headers: Readonly<Record<string, string>> = {}): this {
    this.statusCode = code
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value)
    this.flushHeaders()
    return this
  }

  flushHeaders(): void {
    if (this.headersSent) return
    this.headersSent = true
    const body = this.#body
    this.#begin({ statusCode: this.statusCode, [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.flushHeaders()
    if (this.#body.push(chunk)) done()
    else this.#resume = done
  }

  override _final(done: () => void): void {
    this.flushHeaders()
    this.#body.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // What was written is still read when all of it was written.
    if (!this.writableFinished) this.#body.destroy(error ?? new Error('the server gave the answer up'))
    done(error)
  }
}
