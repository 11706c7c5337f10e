import type { Exchange } from './exchange.ts'
import { isTrue } from './request-info.ts'

/** What is known of the objects that a request asks for, without looking at any. */
export interface Extent {
  /** How many there are. */
  count: number
  /** Bytes of one of their kind on the average; 0 where there is none. */
  averageBytes: number
}

/** So many bytes of a list make up one seat. Upstream: bytesPerSeat. */
const bytesPerSeat = 100_000
/**
 * As many as a list holds at a time, however long it is: it is sent in parts. Upstream:
 * cacheWithStreamingMaxMemoryUsage, for what comes from its cache; all of ours does.
 */
const mostBytes = 1_000_000

/**
 * How many seats a request should take: one, but for lists and for watches that begin with one.
 * Upstream: listWorkEstimator, by size.
 */
export function estimateSeats({ info, query }: Pick<Exchange, 'info' | 'query'>, extent: () => Extent): number {
  if (!info.isResource) return 1
  if (info.verb !== 'list' && !(info.verb === 'watch' && beginsWithList(query))) return 1
  const { count, averageBytes } = extent()
  const listed = info.name === '' ? Math.min(count, limitOf(query)) : 1
  return Math.max(1, Math.ceil(Math.min(listed * averageBytes, mostBytes) / bytesPerSeat))
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 0)
  return limit > 0 ? limit : Number.POSITIVE_INFINITY
}

function beginsWithList(query: URLSearchParams): boolean {
  const revision = query.get('resourceVersion') ?? ''
  return revision === '' || revision === '0' || isTrue(query.get('sendInitialEvents'))
}
