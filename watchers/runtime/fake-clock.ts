import type { Clock } from './clock.ts'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on and calls back what falls due, in order. */
  advance(milliseconds: number): void
}

export function fakeClock(start = 0): FakeClock {
  let now = start
  let timers: { due: number; callback: () => void }[] = []
  return {
    now: () => now,
    after: (milliseconds, callback) => {
      const timer = { due: now + milliseconds, callback }
      timers.push(timer)
      return () => { timers = timers.filter((one) => one !== timer) }
    },
    advance: (milliseconds) => {
      now += milliseconds
      const due = timers.filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due)
      timers = timers.filter((timer) => timer.due > now)
      for (const { callback } of due) callback()
    },
  }
}
