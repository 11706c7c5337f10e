import type { Readable } from 'node:stream'

import type { ExecOptions } from '../../runtimes/runtime.ts'
import type { Outcome } from './status.ts'

/** Which streams a client asked for. */
export type StreamOptions = Pick<ExecOptions, 'stdin' | 'stdout' | 'stderr' | 'tty'>

/** A terminal's size, in characters. */
export interface TerminalSize {
  columns: number
  rows: number
}

/** The client of an exec or attach, whatever protocol it speaks. */
export interface CommandClient {
  /** What it types; ends when it closes its standard input. Null when it has none. */
  stdin: Readable | null
  /** Sizes of its terminal, the first of which may come at once. */
  onResize(listener: (size: TerminalSize) => void): void
  /** Resolves when more may be sent, so that the process is held up while the client does not read. */
  send(stream: 'stdout' | 'stderr', data: Buffer): Promise<void>
  /** Says how it went, and closes. */
  finish(outcome: Outcome): Promise<void>
  /** Aborted when the client is gone. */
  signal: AbortSignal
}
