/** A figure at moments of a run, in order. */
export type Curve = readonly number[]

/**
 * How a figure went: its median in the second quarter of the run, when caches and windows are full, and in the last.
 */
export interface Course {
  early: number
  late: number
  bounded: boolean
}

/** How much more the end may have than the second quarter, besides a fixed amount: what chance does within a run. */
const tolerance = 1.1

/** Whether a figure has stopped to grow; `slack` is what it may have grown in any case. */
export function courseOf(curve: Curve, slack: number): Course {
  const quarter = Math.floor(curve.length / 4)
  const early = median(curve.slice(quarter, 2 * quarter))
  const late = median(curve.slice(-quarter))
  return { early, late, bounded: late <= early * tolerance + slack }
}

function median(values: Curve): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
