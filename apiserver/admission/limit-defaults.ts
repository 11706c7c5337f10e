import type { KubeObject } from '../../apimachinery/meta.ts'

const annotation = 'kubernetes.io/limit-ranger'

/**
 * Gives containers what they do not ask for themselves, and says so on the pod.
 * Upstream: mergePodResourceRequirements.
 */
export function applyLimitDefaults(pod: KubeObject, items: readonly any[]): void {
  const ofContainers = items.filter(({ type }) => type === 'Container')
  const requests = Object.assign({}, ...ofContainers.map(({ defaultRequest }) => defaultRequest))
  const limits = Object.assign({}, ...ofContainers.map((item) => item.default))
  const fill = (what: string) => (container: any): string[] => {
    const given = container.resources ?? {}
    const [addedLimits, addedRequests] = [absent(limits, given.limits), absent(requests, given.requests)]
    if (addedLimits.length + addedRequests.length === 0) return []
    container.resources = { ...given, ...merged('limits', limits, given), ...merged('requests', requests, given) }
    return [
      ...said(addedRequests, `request for ${what} ${container.name}`),
      ...said(addedLimits, `limit for ${what} ${container.name}`),
    ]
  }
  const { containers = [], initContainers = [] } = pod['spec'] ?? {}
  const changes: string[] = [
    ...containers.flatMap(fill('container')), ...initContainers.flatMap(fill('init container')),
  ]
  if (changes.length === 0) return
  pod.metadata.annotations = {
    ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${changes.join('; ')}`,
  }
}

function absent(defaults: Record<string, string>, given: Record<string, string> = {}): string[] {
  return Object.keys(defaults).filter((name) => given[name] === undefined).sort()
}

function merged(list: 'limits' | 'requests', defaults: Record<string, string>, given: any): Record<string, unknown> {
  const both = { ...defaults, ...given[list] }
  return Object.keys(both).length > 0 ? { [list]: both } : {}
}

const said = (names: readonly string[], what: string): string[] =>
  (names.length === 0 ? [] : [`${names.join(', ')} ${what}`])
