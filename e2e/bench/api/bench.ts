import type { Figure } from './report.ts'
import type { CoracleServed, Served } from './servers.ts'

/** What a figure is measured with. */
export interface Bench {
  server: CoracleServed
  bare: Served
  /** The bundle's folder, for a server of its own. */
  bundle: string
  /** Shrinks counts and times for a quick try. */
  scale: number
  /** Tells a figure as soon as it is known. */
  tell(figure: Figure): void
}

/** How long one load lasts. */
export function secondsOf({ scale }: Bench): number {
  return Math.max(1, 8 * scale)
}

/** So many objects, fewer in a quick try. */
export function scaled({ scale }: Bench, count: number): number {
  return Math.max(10, Math.round(count * scale))
}
