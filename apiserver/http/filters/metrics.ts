import { answerLimits } from '../../../apimachinery/limits.ts'
import type { RequestLabels, RequestMetrics } from '../../metrics/request-metrics.ts'
import type { Extent } from '../estimate-seats.ts'
import { type Exchange, type Filter, whenClosed } from '../exchange.ts'
import { isLongRunning } from '../long-running.ts'
import type { RequestInfo } from '../request-info.ts'

/** What filters need to know of the kinds. */
export interface ServedKinds {
  /** Whether there is such a kind; labels stay as few as there are kinds. */
  has(group: string, version: string, resource: string): boolean
  /** How many objects there are of a kind, in a namespace or in all, and how large; none of one that is not served. */
  extent(of: Pick<RequestInfo, 'group' | 'version' | 'resource' | 'namespace'>): Extent
}

/** Counts and times each request; what names no kind is counted by the first part of its path. */
export function withMetrics(metrics: RequestMetrics, kinds: ServedKinds): Filter {
  return function measured(exchange, next) {
    const { info, request, response, query } = exchange
    const labels = labelsOf(exchange, kinds)
    const observed = metrics.begin(labels, {
      longRunning: isLongRunning(info),
      mutating: !harmless.has(request.method ?? ''),
      dryRun: query.size > 0 && info.isResource && query.getAll('dryRun').includes('All') ? 'All' : '',
    })
    whenClosed(exchange, () => observed.done({ code: response.statusCode, bytes: exchange.bytesSent }))
    return next()
  }
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])
const connecting = new Set(['attach', 'exec', 'portforward', 'proxy'])
const verbs: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT' }

function labelsOf({ info, request }: Exchange, kinds: ServedKinds): RequestLabels {
  const { group, version, resource, subresource } = info
  if (!info.isResource || !kinds.has(group, version, resource)) {
    const place = info.isResource ? '' : `/${info.path.split('/')[1] ?? ''}`
    return {
      verb: methodOf(request.method), group: '', version: '', resource: '', subresource: known(place), scope: '',
      component: '',
    }
  }
  const isApply = request.headers['content-type']?.startsWith('application/apply-patch') === true
  const verb = connecting.has(subresource) ? 'CONNECT' : isApply ? 'APPLY' : verbs[info.verb] ?? info.verb.toUpperCase()
  const scope = info.name !== '' ? 'resource' : info.namespace !== '' ? 'namespace' : 'cluster'
  return {
    verb, group, version, resource, subresource: subresource.slice(0, answerLimits.metricLabel), scope,
    component: 'apiserver',
  }
}

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
const methodOf = (method = ''): string => (methods.has(method) ? method : 'other')

const places = new Set([
  '/', '/api', '/apis', '/healthz', '/livez', '/readyz', '/metrics', '/openapi', '/openid', '/version', '/.well-known',
])
/** Anybody may invent paths; a label for each would be memory without end. */
const known = (place: string): string => (places.has(place) ? place : '')
