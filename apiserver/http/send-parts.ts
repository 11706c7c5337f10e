import type { ServerResponse } from 'node:http'
import { type Part, PartReader } from './encode/parts.ts'
import type { Exchange } from './exchange.ts'
import { ownTurn } from '../../apimachinery/own-turn.ts'

/**
 * Writes parts to the connection in chunks of one size and ends the answer. Two buffers take turns, one being filled
 * while the other is sent, so that an answer of any size costs no more memory than these; a slow reader is waited for.
 * One chunk of one answer is made in a turn of the event loop. Resolves early when the client goes away.
 */
export async function sendParts(exchange: Exchange, parts: Iterator<Part>, chunkBytes: number): Promise<void> {
  const { response } = exchange
  const reader = new PartReader(parts)
  const buffers = new TurningBuffers(response, chunkBytes)
  for (let size = chunkBytes; size === chunkBytes;) {
    const chunk = await buffers.next()
    await ownTurn()
    if (response.destroyed) return
    size = reader.fill(chunk)
    exchange.bytesSent += size
    if (size > 0) buffers.write(chunk, size)
  }
  response.end()
}

/** Two buffers for what is written to one response. */
class TurningBuffers {
  readonly #response: ServerResponse
  readonly #bytes: number
  readonly #free: Buffer[] = []
  #wake: () => void = () => {}
  #made = 0

  constructor(response: ServerResponse, bytes: number) {
    this.#response = response
    this.#bytes = bytes
    response.once('close', () => this.#wake())
  }

  /** A buffer that may be written to; any, when the connection is gone. */
  async next(): Promise<Buffer> {
    if (this.#free.length === 0 && this.#made >= 2 && !this.#response.destroyed) {
      await new Promise<void>((resolve) => { this.#wake = resolve })
    }
    const free = this.#free.pop()
    if (free) return free
    this.#made++
    return Buffer.allocUnsafeSlow(this.#bytes)
  }

  write(chunk: Buffer, size: number): void {
    this.#response.write(chunk.subarray(0, size), () => {
      // Without a connection (a client in this process) chunks are handed over as they are, and must not change any
      // more.
      if (this.#response.socket) this.#free.push(chunk)
      else this.#made--
      this.#wake()
    })
  }
}
