import type { Clock } from './clock.ts'

/** After so long a write that was never seen is taken for lost; upstream: ExpectationsTimeout. */
const timeout = 300_000

interface Expected {
  creations: number
  deletions: Set<string>
  since: number
}

/**
 * What a controller has written but its informer has not shown yet. As long as something is expected, the store is
 * behind the controller's own doing and must not be counted.
 */
export class Expectations {
  private readonly expected = new Map<string, Expected>()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  expectCreations(key: string, count: number): void {
    this.expected.set(key, { creations: count, deletions: new Set(), since: this.clock.now() })
  }

  /** `uids` are of the objects that will be deleted. */
  expectDeletions(key: string, uids: string[]): void {
    this.expected.set(key, { creations: 0, deletions: new Set(uids), since: this.clock.now() })
  }

  /** Also called for a creation that failed: it will not be seen. */
  creationObserved(key: string, count = 1): void {
    const entry = this.expected.get(key)
    if (entry !== undefined) entry.creations -= count
  }

  deletionObserved(key: string, uid: string): void {
    this.expected.get(key)?.deletions.delete(uid)
  }

  satisfied(key: string): boolean {
    const entry = this.expected.get(key)
    if (entry === undefined) return true
    return (entry.creations <= 0 && entry.deletions.size === 0) || this.clock.now() - entry.since > timeout
  }

  forget(key: string): void {
    this.expected.delete(key)
  }
}
