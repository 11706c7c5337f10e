import { readdirSync, readFileSync } from 'node:fs'

/**
 * When was looked at a process, and how long its threads had been kept waiting for a processor by then,
 * in milliseconds.
 */
export interface Moment {
  at: number
  kept: number
}

const lookMs = 500
const nanosecondsPerMillisecond = 1e6

/**
 * Calls `late` once a process has had so many milliseconds of its own: what it waited for a processor because others
 * had them all does not count, so a limit means the same on a busy machine. Gives what ends the wait; it may be called
 * twice.
 */
export function whenOwnTimeIsUp(pid: number, milliseconds: number, late: () => void): () => void {
  let left = milliseconds
  let last = momentOf(pid)
  const timer = setInterval(() => {
    const moment = momentOf(pid)
    left -= ownTime(last, moment)
    last = moment
    if (left > 0) return
    clearInterval(timer)
    late()
  }, lookMs)
  return () => clearInterval(timer)
}

/**
 * What of the time between two moments a process had: neither what it was kept waiting, nor what kept us from looking.
 */
export function ownTime(last: Moment, { at, kept }: Moment): number {
  const passed = Math.min(at - last.at, 2 * lookMs)
  return passed - Math.min(passed, Math.max(0, kept - last.kept))
}

function momentOf(pid: number): Moment {
  return { at: performance.now(), kept: keptWaiting(pid) }
}

/** The second number of a thread's schedstat is how long it could run and did not, in nanoseconds. */
function keptWaiting(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const statistics = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    return statistics.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0) / nanosecondsPerMillisecond
  } catch {
    // It or one of its threads has ended: the next look will tell.
    return 0
  }
}
