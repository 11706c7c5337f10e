/** Indexes of an Indexed Job as text: `0-2,5`. Upstream: validateIndexesFormat and parseIndexInterval. */

interface Interval {
  first: number
  last: number
}

/** How many indexes a text names; each must be below `completions`. Throws SyntaxError with upstream's text. */
export function countIndexes(text: string, completions: number): number {
  if (text === '') return 0
  let total = 0
  let previous: number | undefined
  for (const part of text.split(',')) {
    const { first, last } = parseInterval(part, completions)
    if (previous !== undefined && previous >= first) throw notIncreasing(previous, first)
    total += last - first + 1
    previous = last
  }
  return total
}

/**
 * The first index that two texts share; parts that cannot be read are passed over,
 * as their format is checked elsewhere.
 */
export function overlapOf(one: string, other: string, completions: number): number | undefined {
  const [left, right] = [readable(one, completions), readable(other, completions)]
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [a, b] = [left[i]!, right[j]!]
    if (a.first <= b.last && b.first <= a.last) return Math.max(a.first, b.first)
    if (a.first <= b.first) i++
    else j++
  }
  return undefined
}

function readable(text: string, completions: number): Interval[] {
  if (text === '') return []
  return text.split(',').flatMap((part) => {
    try {
      return [parseInterval(part, completions)]
    } catch {
      return []
    }
  })
}

function parseInterval(text: string, completions: number): Interval {
  const [start = '', end, ...more] = text.split('-')
  if (more.length > 0) {
    throw new SyntaxError(`the fragment ${JSON.stringify(text)} violates the requirement that an index `
      + "interval can have at most two parts separated by '-'")
  }
  const first = parseIndex(start, completions)
  if (end === undefined) return { first, last: first }
  const last = parseIndex(end, completions)
  if (first >= last) throw notIncreasing(first, last)
  return { first, last }
}

function parseIndex(text: string, completions: number): number {
  const index = Number(text)
  if (!/^\+?\d+$/.test(text) || !Number.isSafeInteger(index)) {
    throw new SyntaxError(`cannot convert string to integer for index: ${JSON.stringify(text)}`)
  }
  if (index >= completions) throw new SyntaxError(`too large index: ${JSON.stringify(text)}`)
  return index
}

const notIncreasing = (previous: number, current: number): SyntaxError =>
  new SyntaxError(`non-increasing order, previous: ${previous}, current: ${current}`)
