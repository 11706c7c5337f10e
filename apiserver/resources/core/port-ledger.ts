/** Which node ports are taken. */
export interface PortLedger {
  /** Whether somebody has it. */
  has(port: number): boolean
  /** Why nobody can have it; undefined for a port of the range. */
  outOfRange(port: number): string | undefined
  /** A free one that `held` does not hold either; undefined when there is none. */
  free(held: (port: number) => boolean): number | undefined
  take(ports: readonly number[]): void
  giveBack(ports: readonly number[]): void
}

/** A ledger for a range such as `30000-32767`. What is `taken` already is asked at first use. Throws RangeError. */
export function createPortLedger(range: string, taken: () => Iterable<number>, random: () => number): PortLedger {
  const [low, high] = parseRange(range)
  let known: Set<number> | undefined
  const ports = (): Set<number> => (known ??= new Set(taken()))
  return {
    has: (port) => ports().has(port),
    outOfRange: (port) => (port >= low && port <= high
      ? undefined
      : `provided port is not in the valid range. The range of valid ports is ${low}-${high}`),
    free: (held) => freePort(low, high, (port) => ports().has(port) || held(port), random),
    take: (some) => some.forEach((port) => ports().add(port)),
    giveBack: (some) => some.forEach((port) => ports().delete(port)),
  }
}

function parseRange(text: string): [low: number, high: number] {
  const match = /^(\d+)-(\d+)$/.exec(text)
  if (match === null) throw new RangeError(`cannot allocate node ports from ${text}: it is no range like 30000-32767`)
  return [Number(match[1]), Number(match[2])]
}

/** The lower part of the range stays for ports that users choose, as long as there are others. */
function freePort(
  low: number, high: number, taken: (port: number) => boolean, random: () => number,
): number | undefined {
  const size = high - low + 1
  const band = size < 32 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128)
  const scan = (from: number, count: number): number | undefined => {
    const start = Math.floor(random() * count)
    for (let step = 0; step < count; step++) {
      const port = from + ((start + step) % count)
      if (!taken(port)) return port
    }
    return undefined
  }
  return scan(low + band, size - band) ?? scan(low, band)
}
