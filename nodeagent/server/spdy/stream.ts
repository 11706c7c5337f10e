import { Duplex } from 'node:stream'
import type { SpdyHeaders } from './header-block.ts'
import { spdyLimits } from '../../../apimachinery/limits.ts'

/** What a stream asks of its connection. */
export interface StreamLinks {
  /** Resolves when the connection takes more. */
  send(id: number, data: Buffer): Promise<void>
  finish(id: number): void
  wanted(stream: SpdyStream): void
  gone(id: number, early: boolean): void
}

/** A stream that the client opened. Its writable half ends with FIN; destroying it early resets it. */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: SpdyHeaders
  readonly #connection: StreamLinks

  constructor(id: number, headers: SpdyHeaders, connection: StreamLinks) {
    super({ readableHighWaterMark: spdyLimits.unread, writableHighWaterMark: spdyLimits.dataFrame })
    this.id = id
    this.headers = headers
    this.#connection = connection
  }

  override _read(): void {
    this.#connection.wanted(this)
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#connection.send(this.id, chunk).then(() => done(), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#connection.finish(this.id)
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection.gone(this.id, !(this.writableFinished && this.readableEnded))
    done(error)
  }
}
