const nanoseconds: Readonly<Record<string, number>> = { ns: 1, us: 1e3, 'µs': 1e3, 'μs': 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }
const longest = 2 ** 63

/** Milliseconds in a duration as Go writes it (`1h2m3.5s`, `-5ms`, `0`). Throws a SyntaxError with the words of time.ParseDuration. */
export function parseGoDuration(text: string): number {
  const quoted = JSON.stringify(text)
  const wrong = (why: string): SyntaxError => new SyntaxError(`time: ${why} ${quoted}`)
  const sign = text.startsWith('-') ? -1 : 1
  const rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (!/^(\d|\.\d)/.test(rest)) throw wrong('invalid duration')
  let total = 0
  for (const [, number = '', unit = ''] of rest.matchAll(/([\d.]*)([^\d.]*)/g)) {
    if (number === '' && unit === '') continue
    if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) throw wrong('invalid duration')
    if (unit === '') throw wrong('missing unit in duration')
    const size = Object.hasOwn(nanoseconds, unit) ? nanoseconds[unit] : undefined
    if (size === undefined) throw wrong(`unknown unit ${JSON.stringify(unit)} in duration`)
    total += Number(number) * size
  }
  if (total > longest) throw wrong('invalid duration')
  return (sign * total) / 1e6
}
