/** What the containers of a pod ask for together. Upstream: k8s.io/component-helpers/resource. */
import { addAmounts, maxAmounts, readAmounts, type Amounts } from './amounts.ts'
import type { KubeObject } from './meta.ts'

/** What counts besides the containers of the spec. */
export interface PodResourceOptions {
  /** What it takes to run the pod at all. */
  overhead: boolean
  /** Containers that run count with what they have, if that is more. */
  status: boolean
}

type List = 'requests' | 'limits'

/** The requests of the pod as a whole. */
export function podRequests(pod: KubeObject, options: PodResourceOptions): Amounts {
  const requests = { ...containersTogether(pod, 'requests', options), ...podLevel(pod, 'requests') }
  return options.overhead ? addAmounts(requests, readAmounts(pod['spec']?.overhead)) : requests
}

/** The limits of the pod as a whole; overhead adds to limits that there are. */
export function podLimits(pod: KubeObject, options: PodResourceOptions): Amounts {
  const limits: Amounts = { ...containersTogether(pod, 'limits', options), ...podLevel(pod, 'limits') }
  if (!options.overhead) return limits
  const overhead = Object.entries(readAmounts(pod['spec']?.overhead))
    .filter(([name]) => limits[name]?.isZero() === false)
  return addAmounts(limits, Object.fromEntries(overhead))
}

/** Whether the pod as a whole says what it may use. */
export function hasPodLevelResources({ spec }: KubeObject): boolean {
  const { requests = {}, limits = {} } = spec?.resources ?? {}
  return [...Object.keys(requests), ...Object.keys(limits)].some(isPodLevelName)
}

/** Whether a pod may ask for it as a whole. */
export const isPodLevelName = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

function podLevel({ spec }: KubeObject, list: List): Amounts {
  const amounts = Object.entries(readAmounts(spec?.resources?.[list])).filter(([name]) => isPodLevelName(name))
  return Object.fromEntries(amounts)
}

/** Containers run side by side; init containers one after the other, beside the sidecars started before them. */
export function containersTogether(
  pod: KubeObject, list: List, { status }: Pick<PodResourceOptions, 'status'>,
): Amounts {
  const of = (container: any): Amounts =>
    (status ? effective(pod, container, list) : readAmounts(container.resources?.[list]))
  let together: Amounts = (pod['spec']?.containers ?? []).map(of).reduce(addAmounts, {})
  let sidecars: Amounts = {}
  let starting: Amounts = {}
  for (const container of pod['spec']?.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      together = addAmounts(together, of(container))
      sidecars = addAmounts(sidecars, of(container))
      starting = maxAmounts(starting, sidecars)
    } else starting = maxAmounts(starting, addAmounts(readAmounts(container.resources?.[list]), sidecars))
  }
  return maxAmounts(together, starting)
}

/** What a container has while it is being resized: the most of what is wished, granted and in force. */
function effective({ status }: KubeObject, container: any, list: List): Amounts {
  const wished = readAmounts(container.resources?.[list])
  const statuses: any[] = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  const found = statuses.find(({ name }) => name === container.name)
  if (!found?.resources) return wished
  const granted = list === 'requests' ? readAmounts(found.allocatedResources) : {}
  const held = maxAmounts(readAmounts(found.resources[list]), granted)
  return isInfeasible(status) ? held : maxAmounts(wished, held)
}

function isInfeasible(status: any): boolean {
  const pending = (status?.conditions ?? []).find(({ type }: any) => type === 'PodResizePending')
  return pending?.reason === 'Infeasible'
}
