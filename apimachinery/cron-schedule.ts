/** Schedules of CronJobs, as robfig/cron's ParseStandard reads them: five fields, or a name such as `@daily`. */
import { goDurationNanoseconds } from './go-duration.ts'
import { isTimeZone } from './time-zone.ts'

/**
 * When a schedule fires. A day fires when both its number and its weekday fit; when either is restricted alone,
 * that one counts.
 */
export interface CronSchedule {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  days: ReadonlySet<number>
  months: ReadonlySet<number>
  /** 0 is Sunday. */
  weekdays: ReadonlySet<number>
  /** The field is `*` or `?`, so that it restricts nothing. */
  anyDay: boolean
  anyWeekday: boolean
  /** `@every`: the nanoseconds between two runs, instead of all the rest. */
  every?: bigint
  /** From a `TZ=` before the fields. */
  timeZone?: string
}

interface Bounds {
  min: number
  max: number
  names?: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const bounds: readonly Bounds[] = [
  { min: 0, max: 59 }, { min: 0, max: 23 }, { min: 1, max: 31 }, { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: weekdays },
]
const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
}

/** Reads a schedule. Throws SyntaxError with the parser's text. */
export function parseCronSchedule(text: string): CronSchedule {
  if (text === '') throw new SyntaxError('empty spec string')
  const { zone, rest } = splitZone(text)
  const schedule = rest.startsWith('@') ? parseDescriptor(rest) : parseFields(rest.trim().split(/\s+/).filter(Boolean))
  return zone === undefined ? schedule : { ...schedule, timeZone: zone }
}

function splitZone(text: string): { zone?: string; rest: string } {
  if (!text.startsWith('TZ=') && !text.startsWith('CRON_TZ=')) return { rest: text }
  const space = text.indexOf(' ')
  // The parser panics here, and upstream makes an error of that.
  if (space < 0) throw new SyntaxError('invalid schedule format: runtime error: slice bounds out of range [:-1]')
  const zone = text.slice(text.indexOf('=') + 1, space)
  if (zone !== '' && zone !== 'Local' && !isTimeZone(zone)) {
    throw new SyntaxError(`provided bad location ${zone}: unknown time zone ${zone}`)
  }
  return { zone, rest: text.slice(space).trim() }
}

function parseDescriptor(text: string): CronSchedule {
  const fields = descriptors[text]
  if (fields !== undefined) return parseFields(fields.split(' '))
  const every = '@every '
  if (!text.startsWith(every)) throw new SyntaxError(`unrecognized descriptor: ${text}`)
  try {
    return { ...parseFields(['*', '*', '*', '*', '*']), every: goDurationNanoseconds(text.slice(every.length)) }
  } catch (error) {
    throw new SyntaxError(`failed to parse duration ${text}: ${(error as Error).message}`, { cause: error })
  }
}

function parseFields(fields: readonly string[]): CronSchedule {
  if (fields.length !== bounds.length) {
    throw new SyntaxError(`expected exactly ${bounds.length} fields, found ${fields.length}: [${fields.join(' ')}]`)
  }
  const [minute, hour, day, month, weekday] = fields.map((field, index) => parseField(field, bounds[index]!))
  return {
    minutes: minute!.values, hours: hour!.values, days: day!.values, months: month!.values, weekdays: weekday!.values,
    anyDay: day!.any, anyWeekday: weekday!.any,
  }
}

interface FieldValues {
  values: Set<number>
  any: boolean
}

function parseField(field: string, bound: Bounds): FieldValues {
  const result: FieldValues = { values: new Set(), any: false }
  for (const range of field.split(',').filter(Boolean)) {
    const { values, any } = parseRange(range, bound)
    values.forEach((value) => result.values.add(value))
    result.any ||= any
  }
  return result
}

/** `number`, `number-number`, either with `/step`; `N/step` runs to the end. */
function parseRange(text: string, { min, max, names }: Bounds): FieldValues {
  const [range = '', stepText, ...moreSteps] = text.split('/')
  const [low = '', high, ...moreBounds] = range.split('-')
  const star = low === '*' || low === '?'
  const start = star ? min : parseNumber(low, names)
  if (!star && moreBounds.length > 0) throw new SyntaxError(`too many hyphens: ${text}`)
  let end = star ? max : high === undefined ? start : parseNumber(high, names)
  if (moreSteps.length > 0) throw new SyntaxError(`too many slashes: ${text}`)
  const step = stepText === undefined ? 1 : parseNumber(stepText)
  if (stepText !== undefined && high === undefined) end = max
  checkRange(start, end, step, { min, max }, text)
  const values = new Set<number>()
  for (let value = start; value <= end; value += step) values.add(value)
  return { values, any: star && step === 1 }
}

function checkRange(start: number, end: number, step: number, { min, max }: Bounds, text: string): void {
  if (start < min) throw new SyntaxError(`beginning of range (${start}) below minimum (${min}): ${text}`)
  if (end > max) throw new SyntaxError(`end of range (${end}) above maximum (${max}): ${text}`)
  if (start > end) throw new SyntaxError(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw new SyntaxError(`step of range should be a positive number: ${text}`)
}

function parseNumber(text: string, names: readonly string[] = []): number {
  const named = names.indexOf(text.toLowerCase())
  if (named >= 0) return named + (names === months ? 1 : 0)
  const number = Number(text)
  const fail = (why: string): SyntaxError =>
    new SyntaxError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`)
  if (!/^[+-]?\d+$/.test(text)) throw fail('invalid syntax')
  if (!Number.isSafeInteger(number)) throw fail('value out of range')
  if (number < 0) throw new SyntaxError(`negative number (${number}) not allowed: ${text}`)
  return number
}
