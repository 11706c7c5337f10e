import { semanticEqual } from '../../apimachinery/equality.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isAlreadyExists, isNamespaceTerminating, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { hasClusterIp, TriggerTimes, withTriggerTime } from '../runtime/service-endpoints.ts'
import { hasSelector, watchServices } from '../runtime/service-triggers.ts'
import { keyOf, splitKey } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { planSubsets, truncated } from './plan.ts'

const managerLabel = 'endpoints.kubernetes.io/managed-by'
const manager = 'endpoint-controller'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'
const headless = 'service.kubernetes.io/headless'

/** Lists in Endpoints which pods are behind a service: the older form of EndpointSlices. */
export function endpointsController(
  { client, informers, log, clock, signal, recorder }: ControllerContext,
): Controller {
  const record = recorder('endpoint-controller')
  const queue = createWorkQueue({ clock })
  const times = new TriggerTimes()
  const { services, podsOf } = watchServices(informers, queue)
  const endpoints = informers.for(resources.endpoints)
  endpoints.subscribe({
    // Left from a service that went away while nobody looked.
    added: (object) => { if (object.metadata.labels?.[managerLabel] === manager) queue.add(keyOf(object)) },
    deleted: (object) => queue.add(keyOf(object)),
  })

  const remove = async (key: string): Promise<void> => {
    times.forget(key)
    const { namespace, name } = splitKey(key)
    if (endpoints.lister.get(key) !== undefined) {
      await unlessGone(client.delete(inNamespace(resources.endpoints, namespace), name))
    }
  }

  const write = async (service: KubeObject, wanted: KubeObject, exists: boolean): Promise<void> => {
    const { namespace, name } = service.metadata
    const ref = inNamespace(resources.endpoints, namespace)
    try {
      await (exists ? client.update(ref, wanted) : client.create(ref, wanted))
    } catch (error) {
      if (isNamespaceTerminating(error) || isAlreadyExists(error)) return
      const { message } = error as Error
      const [reason, what] = exists
        ? ['FailedToUpdateEndpoint', 'update endpoint']
        : ['FailedToCreateEndpoint', 'create endpoint for service']
      record(wanted, 'Warning', reason, `Failed to ${what} ${namespace}/${name}: ${message}`)
      throw error
    }
  }

  const reconcile = async (key: string): Promise<void> => {
    const service = services.get(key)
    if (service === undefined) return await remove(key)
    if (!hasSelector(service)) return
    const pods = podsOf(service)
    const time = times.next(key, service, pods)
    const { subsets, isTruncated } = truncated(planSubsets(service, pods))
    const existing = endpoints.lister.get(key)
    const labels = labelsFor(service)
    const isSame = existing !== undefined
      && semanticEqual(existing['subsets'], subsets)
      && semanticEqual(existing.metadata.labels, labels)
      && (existing.metadata.annotations?.[overCapacity] !== undefined) === isTruncated
    if (isSame) return
    const { [overCapacity]: _, ...others } = withTriggerTime(existing?.metadata.annotations, time)
    const { name, namespace } = service.metadata
    const metadata = {
      ...(existing?.metadata ?? { name: name!, namespace: namespace! }),
      labels,
      annotations: { ...others, ...(isTruncated ? { [overCapacity]: 'truncated' } : {}) },
    }
    await write(service, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets }, existing !== undefined)
  }
  return { run: () => runController({ name: 'endpoint-controller', queue, reconcile, log, signal }) }
}

function labelsFor({ metadata, spec }: KubeObject): Record<string, string> {
  const { [headless]: _, ...own } = metadata.labels ?? {}
  return { ...own, ...(hasClusterIp(spec) ? {} : { [headless]: '' }), [managerLabel]: manager }
}
