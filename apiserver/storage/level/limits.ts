/** The limits of a level store. Times are in milliseconds. */
export interface LevelStoreLimits {
  /** How long events are kept for watches that resume. */
  historyMilliseconds: number
  /** How many revisions are kept at most. */
  historyEvents: number
  /** After how long a volatile write goes to the disk on its own account. */
  flushMilliseconds: number
  /** How old the oldest volatile write must be for a durable one to take all of them along. */
  carryMilliseconds: number
  /** How often a disk that failed is tried when nobody writes. */
  recoveryMilliseconds: number
  /** How much must be forgotten before the files are gone through for it. */
  reclaimBytes: number
}

/** Enough for clients that were away for minutes, and little work for the disk. */
export const defaultLimits: LevelStoreLimits = {
  historyMilliseconds: 5 * 60_000,
  historyEvents: 100_000,
  flushMilliseconds: 10 * 60_000,
  carryMilliseconds: 60_000,
  recoveryMilliseconds: 5000,
  reclaimBytes: 32 << 20,
}
