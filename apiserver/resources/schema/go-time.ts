/** Times as Go's time.Parse reads them in the two layouts that the API has, with its words for what does not fit. */

/** The layout of metav1.Time; a fraction of the second may follow though the layout has none. */
export const secondsLayout = '2006-01-02T15:04:05Z07:00'
/** The layout of metav1.MicroTime: six digits of the second, no fewer and no more. */
export const microLayout = '2006-01-02T15:04:05.000000Z07:00'

export type Layout = typeof secondsLayout | typeof microLayout

/** A time to the second in UTC, and the digits of the fraction that stood behind it. */
export interface GoTime {
  date: Date
  digits: string
}

/** The time, or Go's error. */
export function parseGoTime(text: string, layout: Layout): GoTime | { error: string } {
  const found: number[] = []
  let rest = text
  let digits = ''
  const named = JSON.stringify(text)
  for (const { name, shape, from = 0, to = Infinity, out } of layout === microLayout ? microParts : secondsParts) {
    const match = shape.exec(rest)
    if (!match) {
      return { error: `parsing time ${named} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${name}"` }
    }
    rest = rest.slice(match[0].length)
    if (name === fraction) digits = match[0].slice(1)
    else if (name === zone) {
      const outside = zoneError(match)
      if (outside !== undefined) return { error: `parsing time ${named}: ${outside} out of range` }
      found.push(offsetOf(match))
    } else if (out !== undefined) {
      const value = Number(match[0])
      if (value < from || value > to) return { error: `parsing time ${named}: ${out} out of range` }
      found.push(value)
    }
  }
  if (rest !== '') {
    const extra = JSON.stringify(rest)
    return { error: `parsing time ${named}: extra text: ${extra}` }
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0] = found
  if (day < 1 || day > daysIn(year, month)) return { error: `parsing time ${named}: day out of range` }
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - offset, second)
  return { date, digits }
}

/**
 * A piece of a layout. `out` names the number for an error of range; without it the piece is a mark between numbers.
 */
interface Part {
  name: string
  shape: RegExp
  from?: number
  to?: number
  out?: string
}

const fraction = '.000000'
const zone = 'Z07:00'
const mark = (name: string): Part => ({ name, shape: new RegExp(`^${name}`) })

const wholeParts: readonly Part[] = [
  { name: '2006', shape: /^\d{4}/, out: 'year' },
  mark('-'),
  { name: '01', shape: /^\d\d/, from: 1, to: 12, out: 'month' },
  mark('-'),
  { name: '02', shape: /^\d\d/, out: 'day' },
  mark('T'),
  { name: '15', shape: /^\d\d?/, to: 23, out: 'hour' },
  mark(':'),
  { name: '04', shape: /^\d\d/, to: 59, out: 'minute' },
  mark(':'),
  { name: '05', shape: /^\d\d/, to: 59, out: 'second' },
]
const zonePart: Part = { name: zone, shape: /^(?:Z|([+-])(\d\d):(\d\d))/ }
const secondsParts: readonly Part[] = [...wholeParts, { name: fraction, shape: /^(?:[.,]\d+)?/ }, zonePart]
const microParts: readonly Part[] = [...wholeParts, { name: fraction, shape: /^[.,]\d{6}/ }, zonePart]

function zoneError([, , hours = '0', minutes = '0']: RegExpExecArray): string | undefined {
  if (Number(minutes) > 60) return 'time zone offset minute'
  return Number(hours) > 24 ? 'time zone offset hour' : undefined
}

function offsetOf([, sign, hours = '0', minutes = '0']: RegExpExecArray): number {
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
}

function daysIn(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}
