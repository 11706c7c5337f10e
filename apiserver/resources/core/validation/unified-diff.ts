interface Match {
  a: number
  b: number
  size: number
}

interface Change {
  equal: boolean
  a: [start: number, end: number]
  b: [start: number, end: number]
}

const context = 3
/** In a long text, a line more frequent than this is no anchor. */
const popularFrom = 200

/** The lines in which two texts differ, as Python's difflib groups and prints them; upstream: util/diff. */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')]
  return grouped(changesBetween(a, b)).map((group) => printGroup(group, a, b)).join('')
}

function changesBetween(a: string[], b: string[]): Change[] {
  const changes: Change[] = []
  let [i, j] = [0, 0]
  for (const match of [...matches(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < match.a || j < match.b) changes.push({ equal: false, a: [i, match.a], b: [j, match.b] })
    ;[i, j] = [match.a + match.size, match.b + match.size]
    if (match.size > 0) changes.push({ equal: true, a: [match.a, i], b: [match.b, j] })
  }
  return changes
}

/** The longest common runs, each the longest between its neighbours. */
function matches(a: string[], b: string[]): Match[] {
  const places = placesOf(b)
  const found: Match[] = []
  const visit = (aLow: number, aHigh: number, bLow: number, bHigh: number): void => {
    const match = longest(a, b, places, [aLow, aHigh, bLow, bHigh])
    if (match.size === 0) return
    if (aLow < match.a && bLow < match.b) visit(aLow, match.a, bLow, match.b)
    found.push(match)
    const [aNext, bNext] = [match.a + match.size, match.b + match.size]
    if (aNext < aHigh && bNext < bHigh) visit(aNext, aHigh, bNext, bHigh)
  }
  visit(0, a.length, 0, b.length)
  return joined(found)
}

function joined(found: readonly Match[]): Match[] {
  const all: Match[] = []
  for (const match of found) {
    const last = all.at(-1)
    if (last && last.a + last.size === match.a && last.b + last.size === match.b) last.size += match.size
    else all.push({ ...match })
  }
  return all
}

function placesOf(lines: string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [index, line] of lines.entries()) places.set(line, [...(places.get(line) ?? []), index])
  if (lines.length < popularFrom) return places
  const most = Math.floor(lines.length / 100) + 1
  return new Map([...places].filter(([, at]) => at.length <= most))
}

type Window = readonly [aLow: number, aHigh: number, bLow: number, bHigh: number]

function longest(a: string[], b: string[], places: Map<string, number[]>, [aLow, aHigh, bLow, bHigh]: Window): Match {
  let best: Match = { a: aLow, b: bLow, size: 0 }
  let lengths = new Map<number, number>()
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>()
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < bLow) continue
      if (j >= bHigh) break
      const size = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    lengths = next
  }
  return extended(best, a, b, [aLow, aHigh, bLow, bHigh])
}

/** Popular lines are no anchors, but they belong to a run they border on. */
function extended(match: Match, a: string[], b: string[], [aLow, aHigh, bLow, bHigh]: Window): Match {
  let { a: i, b: j, size } = match
  while (i > aLow && j > bLow && a[i - 1] === b[j - 1]) [i, j, size] = [i - 1, j - 1, size + 1]
  while (i + size < aHigh && j + size < bHigh && a[i + size] === b[j + size]) size++
  return { a: i, b: j, size }
}

/** Changes with their context; long equal stretches part the groups. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [[]]
  for (const [index, change] of changes.entries()) {
    const [first, last] = [index === 0, index === changes.length - 1]
    if (!change.equal) groups.at(-1)?.push(change)
    else if (first) groups.at(-1)?.push(tail(change))
    else if (last) groups.at(-1)?.push(head(change))
    else if (change.a[1] - change.a[0] > context * 2) {
      groups.at(-1)?.push(head(change))
      groups.push([tail(change)])
    } else groups.at(-1)?.push(change)
  }
  return groups.filter((group) => group.some(({ equal }) => !equal))
}

const head = ({ a, b }: Change): Change => ({
  equal: true,
  a: [a[0], Math.min(a[1], a[0] + context)],
  b: [b[0], Math.min(b[1], b[0] + context)],
})

const tail = ({ a, b }: Change): Change => ({
  equal: true,
  a: [Math.max(a[0], a[1] - context), a[1]],
  b: [Math.max(b[0], b[1] - context), b[1]],
})

function printGroup(group: readonly Change[], a: string[], b: string[]): string {
  const [first, last] = [group[0], group.at(-1)]
  if (first === undefined || last === undefined) return ''
  const lines = group.flatMap((change) =>
    change.equal
      ? a.slice(...change.a).map((line) => ` ${line}`)
      : [...a.slice(...change.a).map((line) => `-${line}`), ...b.slice(...change.b).map((line) => `+${line}`)])
  const header = `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@`
  return `${[header, ...lines].join('\n')}\n`
}

function range(start: number, end: number): string {
  const length = end - start
  if (length === 1) return String(start + 1)
  return `${length === 0 ? start : start + 1},${length}`
}
