import type Registry from 'prom-client/lib/registry.js'
import type { Tally } from '../../apimachinery/tally.ts'

/** A histogram that is counted elsewhere. */
export interface TalliedHistogram {
  name: string
  help: string
  /** Upper bounds of the buckets. */
  bounds: readonly number[]
  /** What was counted so far, by labels. */
  read(): Iterable<{ labels: Readonly<Record<string, string>>; tally: Pick<Tally, 'counts' | 'sum'> }>
}

/**
 * Registers a histogram that is read when somebody asks for metrics: the registry asks nothing more of one than this.
 */
export function registerTallied(registry: Registry, { name, help, bounds, read }: TalliedHistogram): void {
  const get = () => ({
    name, help, type: 'histogram', aggregator: 'sum',
    values: [...read()].flatMap(({ labels, tally }) => samples(name, labels, tally, bounds)),
  })
  registry.registerMetric({ name, help, get } as never)
}

type Sample = { metricName: string; labels: Record<string, string | number>; value: number }

/** Buckets hold what is in those before them, too; a histogram without observations says nothing. */
function samples(
  name: string, labels: Readonly<Record<string, string>>, { counts, sum }: Pick<Tally, 'counts' | 'sum'>,
  bounds: readonly number[],
): Sample[] {
  let total = 0
  const buckets = counts.map((count, at): Sample => {
    total += count
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[at] ?? '+Inf' }, value: total }
  })
  if (total === 0) return []
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ]
}
