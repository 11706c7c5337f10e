/** What a parser tells of the answers on a connection. */
export interface ResponseSink {
  head(status: number): void
  /** A part of the body; valid during the call only. */
  body(bytes: Buffer): void
  end(): void
}

const newline = 10

/**
 * Reads HTTP/1.1 answers with a length or in chunks, one after the other; just so much of the protocol that a load
 * client costs little beside the server it measures.
 */
export class ResponseParser {
  readonly #sink: ResponseSink
  #state: 'head' | 'sized' | 'chunk-size' | 'chunk' = 'head'
  #text = ''
  /** Of the body or the chunk; a chunk's own end of line counts as `#tail`. */
  #left = 0
  #tail = 0
  #last = false

  constructor(sink: ResponseSink) {
    this.#sink = sink
  }

  feed(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'head') at = this.#readHead(bytes, at)
      else if (this.#state === 'chunk-size') at = this.#readSize(bytes, at)
      else at = this.#readBody(bytes, at)
    }
  }

  #readHead(bytes: Buffer, at: number): number {
    const end = bytes.indexOf('\r\n\r\n', at, 'latin1')
    const held = this.#text.length
    this.#text += bytes.toString('latin1', at, end < 0 ? bytes.length : end + 4)
    const complete = this.#text.indexOf('\r\n\r\n')
    if (complete < 0) return bytes.length
    const head = this.#text.slice(0, complete)
    this.#text = ''
    this.#startBody(head)
    return at + complete + 4 - held
  }

  #startBody(head: string): void {
    const status = Number(head.slice(9, 12))
    this.#sink.head(status)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    this.#state = length === undefined ? 'chunk-size' : 'sized'
    this.#left = Number(length ?? 0)
    this.#tail = 0
    if (this.#state === 'sized' && this.#left === 0) this.#finish()
  }

  #readSize(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(newline, at)
    this.#text += bytes.toString('latin1', at, end < 0 ? bytes.length : end)
    if (end < 0) return bytes.length
    this.#left = Number.parseInt(this.#text, 16)
    this.#last = this.#left === 0
    this.#tail = 2
    this.#text = ''
    this.#state = 'chunk'
    return end + 1
  }

  #readBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left)
    if (end > at) this.#sink.body(bytes.subarray(at, end))
    this.#left -= end - at
    if (this.#left > 0) return end
    if (this.#state === 'sized') {
      this.#finish()
      return end
    }
    return this.#skipTail(bytes, end)
  }

  #skipTail(bytes: Buffer, at: number): number {
    const skipped = Math.min(this.#tail, bytes.length - at)
    this.#tail -= skipped
    if (this.#tail > 0) return at + skipped
    if (this.#last) this.#finish()
    else this.#state = 'chunk-size'
    return at + skipped
  }

  #finish(): void {
    this.#state = 'head'
    this.#last = false
    this.#sink.end()
  }
}
