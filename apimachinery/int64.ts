/** A whole number of 64 bits: a bigint where a JavaScript number does not hold it. */
export type Int64 = number | bigint

/** The number in its usual form, once it was computed with in full; what does not fit 64 bits wraps, as in Go. */
export function int64(value: bigint): Int64 {
  const wrapped = BigInt.asIntN(64, value)
  return Number.isSafeInteger(Number(wrapped)) ? Number(wrapped) : wrapped
}

/** The type in which Go holds a number that came as JSON: an integer when it is a whole one of 64 bits. */
export function goNumber(value: Int64): 'int64' | 'float64' {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? 'int64' : 'float64'
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int64' : 'float64'
}

/** The number after it. Metadata has it typed as the number that it is as long as nobody sets it to another. */
export function next(value: Int64): number {
  return int64(BigInt(value) + 1n) as number
}

/** The time so many seconds later. Go counts durations in 64 bits of nanoseconds, and what does not fit wraps. */
export function secondsLater(time: Date, seconds: Int64): Date {
  const nanoseconds = BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n)
  return new Date(time.getTime() + Number(nanoseconds / 1_000_000n))
}
