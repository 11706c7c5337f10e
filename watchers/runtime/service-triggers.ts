import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Informers } from './informers.ts'
import { byNamespace, namespaceIndex } from './ownership.ts'
import { isPodReady } from './pods.ts'
import { resources } from './resources.ts'
import { podAddresses } from './service-endpoints.ts'
import { selects } from './selects.ts'
import { keyOf } from './store.ts'
import type { Lister } from './store.ts'
import type { WorkQueue } from './work-queue.ts'

/** What endpoints are made of. */
export interface ServiceListers {
  services: Lister
  /** The pods that the service selects. */
  podsOf(service: KubeObject): KubeObject[]
}

/** Puts a service on the queue when it or a pod that it selects, or selected, changes in what endpoints show. */
export function watchServices(informers: Informers, queue: WorkQueue): ServiceListers {
  const services = informers.for(resources.services)
  const pods = informers.for(resources.pods)
  services.addIndex(namespaceIndex, byNamespace)
  pods.addIndex(namespaceIndex, byNamespace)
  const wake = (pod: KubeObject) => {
    for (const service of services.lister.by(namespaceIndex, pod.metadata.namespace!)) {
      if (isBehind(pod, service)) queue.add(keyOf(service))
    }
  }
  services.subscribe({
    added: (service) => queue.add(keyOf(service)),
    updated: (_, service) => queue.add(keyOf(service)),
    deleted: (service) => queue.add(keyOf(service)),
  })
  pods.subscribe({
    added: wake,
    updated: (old, pod) => {
      if (shown(old) === shown(pod)) return
      wake(pod)
      wake(old)
    },
    deleted: wake,
  })
  return {
    services: services.lister,
    podsOf: (service) =>
      pods.lister.by(namespaceIndex, service.metadata.namespace!).filter((pod) => isBehind(pod, service)),
  }
}

/** A service without a selector has its endpoints from someone else. */
export function hasSelector({ spec }: KubeObject): boolean {
  return spec?.selector !== undefined && spec.selector !== null && spec.type !== 'ExternalName'
}

function isBehind({ metadata }: KubeObject, service: KubeObject): boolean {
  return hasSelector(service) && selects(selectorOf(service), metadata.labels)
}

const selectors = new WeakMap<object, { matchLabels: Record<string, string> }>()

function selectorOf({ spec }: KubeObject): { matchLabels: Record<string, string> } {
  const known = selectors.get(spec.selector) ?? { matchLabels: spec.selector }
  selectors.set(spec.selector, known)
  return known
}

/** What of a pod endpoints show. */
function shown(pod: KubeObject): string {
  const { metadata, spec, status } = pod
  const { labels, deletionTimestamp } = metadata
  const { nodeName, hostname, subdomain } = spec
  return JSON.stringify([
    labels, deletionTimestamp, nodeName, hostname, subdomain, status?.phase, podAddresses(pod), isPodReady(pod),
  ])
}
