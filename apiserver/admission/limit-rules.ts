/**
 * What of a limit range is not kept to, in upstream's words.
 * Upstream: the constraints of plugin/admission/limitranger.
 */
import { readAmounts, type Amounts } from '../../apimachinery/amounts.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { podLimits, podRequests } from '../../apimachinery/pod-resources.ts'
import type { Quantity } from '../../apimachinery/quantity.ts'

/** What is asked for by one container, pod or claim. */
interface Asked { requests: Amounts; limits: Amounts }

/** One rule for one resource: what is wrong, or undefined. */
type Rule = (name: string, bound: Quantity, asked: Asked, type: string) => string | undefined

/** The pod and its containers against the items of a limit range. */
export function podViolations(pod: KubeObject, items: readonly any[]): string[] {
  const containers: any[] = [...(pod['spec']?.containers ?? []), ...(pod['spec']?.initContainers ?? [])]
  const options = { overhead: false, status: false }
  const whole: Asked = { requests: podRequests(pod, options), limits: podLimits(pod, options) }
  return items.flatMap((item) => {
    if (item.type === 'Container') {
      return containers.flatMap(({ resources }) => violations(item, askedBy(resources), podRules))
    }
    return item.type === 'Pod' ? violations(item, whole, podRules) : []
  })
}

/** A claim: its request is all that counts. */
export function claimViolations(claim: KubeObject, items: readonly any[]): string[] {
  const asked: Asked = { requests: readAmounts(claim['spec']?.resources?.requests), limits: {} }
  return items.filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((item) => violations(item, asked, claimRules))
}

const askedBy = (resources: any): Asked => ({
  requests: readAmounts(resources?.requests), limits: readAmounts(resources?.limits),
})

function violations(item: any, asked: Asked, rules: Readonly<Record<string, Rule>>): string[] {
  return Object.entries(rules).flatMap(([field, rule]) =>
    Object.entries(readAmounts(item[field])).flatMap(([name, bound]) => rule(name, bound, asked, item.type) ?? []))
}

const minimum: Rule = (name, bound, { requests, limits }, type) => {
  const [request, limit] = [requests[name], limits[name]]
  const head = `minimum ${name} usage per ${type} is ${bound}`
  if (request === undefined) return `${head}.  No request is specified`
  if (request.compare(bound) < 0) return `${head}, but request is ${request}`
  return limit !== undefined && limit.compare(bound) < 0 ? `${head}, but limit is ${limit}` : undefined
}

const maximum: Rule = (name, bound, { requests, limits }, type) => {
  const [request, limit] = [requests[name], limits[name]]
  const head = `maximum ${name} usage per ${type} is ${bound}`
  if (limit === undefined) return `${head}.  No limit is specified`
  if (limit.compare(bound) > 0) return `${head}, but limit is ${limit}`
  return request !== undefined && request.compare(bound) > 0 ? `${head}, but request is ${request}` : undefined
}

const maximumRequest: Rule = (name, bound, { requests }, type) => {
  const request = requests[name]
  const head = `maximum ${name} usage per ${type} is ${bound}`
  if (request === undefined) return `${head}.  No request is specified`
  return request.compare(bound) > 0 ? `${head}, but request is ${request}` : undefined
}

const ratio: Rule = (name, bound, { requests, limits }, type) => {
  const [request, limit] = [requests[name], limits[name]]
  const head = `${name} max limit to request ratio per ${type} is ${bound}`
  if (request === undefined || request.isZero()) return `${head}, but no request is specified or request is 0`
  if (limit === undefined || limit.isZero()) return `${head}, but no limit is specified or limit is 0`
  const actual = Number(limit.nano) / Number(request.nano)
  return actual * 1e9 > Number(bound.nano) ? `${head}, but provided ratio is ${actual.toFixed(6)}` : undefined
}

const podRules = { min: minimum, max: maximum, maxLimitRequestRatio: ratio }
const claimRules = { min: minimum, max: maximumRequest }
