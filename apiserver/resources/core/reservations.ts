/** What was promised to a write that has not come to the store yet: nobody else gets it meanwhile. */
export interface Reservations<Key> {
  has(key: Key): boolean
  add(key: Key): void
  drop(keys: readonly Key[]): void
}

/** Promises that lapse after `milliseconds`, for writes that never come. */
export function createReservations<Key>(milliseconds: number, now: () => number = Date.now): Reservations<Key> {
  const until = new Map<Key, number>()
  return {
    has(key) {
      const end = until.get(key)
      if (end === undefined || end > now()) return end !== undefined
      until.delete(key)
      return false
    },
    add: (key) => void until.set(key, now() + milliseconds),
    drop: (keys) => keys.forEach((key) => until.delete(key)),
  }
}
