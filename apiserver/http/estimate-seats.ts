import type { Exchange } from './exchange.ts'
import { isTrue } from './request-info.ts'

/** So many objects of a list make up one seat. Upstream: ObjectsPerSeat. */
const objectsPerSeat = 100

/**
 * How many seats a request should take: one, but for lists and for watches that begin with one. `count` tells how many
 * objects there are of what it asks for. Upstream: listWorkEstimator, by count.
 */
export function estimateSeats({ info, query }: Pick<Exchange, 'info' | 'query'>, count: () => number): number {
  if (!info.isResource || info.name !== '') return 1
  if (info.verb !== 'list' && !(info.verb === 'watch' && beginsWithList(query))) return 1
  const limit = Number(query.get('limit') ?? 0)
  const scans = query.has('labelSelector') || query.has('fieldSelector')
  const stored = count()
  const looked = limit > 0 && !scans ? Math.min(stored, limit) : stored
  return Math.max(1, Math.ceil(looked / objectsPerSeat))
}

function beginsWithList(query: URLSearchParams): boolean {
  const revision = query.get('resourceVersion') ?? ''
  return revision === '' || revision === '0' || isTrue(query.get('sendInitialEvents'))
}
