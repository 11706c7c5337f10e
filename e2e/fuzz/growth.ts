import type { GrowingInput } from './growing-input.ts'

/** How the work grows when an input does. */
export interface Growth {
  name: string
  /** Milliseconds of this thread's processor time, by size. */
  times: readonly number[]
  /** How many times as much work the largest is as the one before. */
  factor: number
}

/** From one size to the next. Work that grows with the input grows by eight, work by its square by sixty-four. */
const step = 8
/** Between the two, far from both: sorting, collections of garbage and a busy machine are no reason to fail. */
export const tooMuch = 28
/** Below this nothing can be told from noise, and nothing is lost. */
const noiseMs = 40

/** Measures an input at `size` and, in steps, up to `size * step ** steps`; stops at what is clearly too slow. */
export function measureGrowth({ name, prepare }: GrowingInput, size: number, steps = 1): Growth {
  const times = [leastTime(prepare(size))]
  for (let at = 1; at <= steps; at++) {
    const before = times.at(-1)!
    times.push(leastTime(prepare(size * step ** at)))
    if (times.at(-1)! > noiseMs * 4 && times.at(-1)! / before > tooMuch) break
  }
  const [last, before] = [times.at(-1)!, times.at(-2)!]
  return { name, times, factor: last < noiseMs ? 0 : last / Math.max(before, noiseMs / step) }
}

/** Of three runs: whatever disturbs a run makes it longer. What is refused is work, too. */
function leastTime(run: () => unknown): number {
  return Math.min(...[1, 2, 3].map(() => {
    const before = process.threadCpuUsage()
    try {
      run()
    } catch (error) {
      if (error instanceof RangeError) throw error
    }
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  }))
}
