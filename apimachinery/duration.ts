const minute = 60
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/** An age as kubectl prints it (`5s`, `2m30s`, `3h4m`, `5d`, `2y3d`); `milliseconds` may be negative. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 2 * minute) return `${seconds}s`
  if (seconds < 10 * minute) return parts(seconds, minute, 'm', 1, 's')
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`
  if (seconds < 8 * hour) return parts(seconds, hour, 'h', minute, 'm')
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`
  if (seconds < 8 * day) return parts(seconds, day, 'd', hour, 'h')
  if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`
  if (seconds < 8 * year) return parts(seconds, year, 'y', day, 'd')
  return `${Math.floor(seconds / year)}y`
}

/** The age of something made at `time`, as a table shows it; `<unknown>` without a time. */
export function ageOf(time: string | null | undefined, now: Date): string {
  if (time === undefined || time === null || time === '') return '<unknown>'
  return humanDuration(now.getTime() - Date.parse(time))
}

function parts(seconds: number, unit: number, name: string, smaller: number, smallerName: string): string {
  const rest = Math.floor((seconds % unit) / smaller)
  return `${Math.floor(seconds / unit)}${name}${rest === 0 ? '' : `${rest}${smallerName}`}`
}
