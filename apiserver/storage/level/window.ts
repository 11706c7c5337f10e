/**
 * Which revisions have left the history window. Revisions carry no time on the disk; while the process runs, marks
 * remember what the last revision was at some moments, and what an earlier process wrote counts as written at start.
 */
export class HistoryWindow {
  readonly #span: number
  readonly #most: number
  #marks: { at: number; revision: number }[] = []

  /** History is kept for `milliseconds`, but never more than `events` revisions. */
  constructor({ milliseconds, events }: { milliseconds: number; events: number }) {
    this.#span = milliseconds
    this.#most = events
  }

  /** Notes that `revision` is the last one now; marks closer than a thirtieth of the span are one. */
  mark(now: number, revision: number): void {
    const last = this.#marks.at(-1)
    if (last !== undefined && (last.revision === revision || now - last.at < this.#span / 30)) return
    this.#marks.push({ at: now, revision })
  }

  /** The last revision that need not be kept; 0 when all must. */
  expired(now: number, revision: number): number {
    const kept = this.#marks.findIndex(({ at }) => at > now - this.#span)
    const gone = this.#marks.splice(0, kept < 0 ? this.#marks.length : kept)
    return Math.max(gone.at(-1)?.revision ?? 0, revision - this.#most)
  }
}
