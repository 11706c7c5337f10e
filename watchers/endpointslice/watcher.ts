import type { KubeObject } from '../../apimachinery/meta.ts'
import { isNamespaceTerminating, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { Expectations } from '../runtime/expectations.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { TriggerTimes, withTriggerTime } from '../runtime/service-endpoints.ts'
import { hasSelector, watchServices } from '../runtime/service-triggers.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { manager, managerLabel, planSlices, serviceLabel } from './plan.ts'

const byService = ({ metadata }: KubeObject): string[] =>
  (metadata.labels?.[managerLabel] === manager ? [`${metadata.namespace}/${metadata.labels[serviceLabel]}`] : [])

/** Lists in EndpointSlices which pods are behind a service, and in what state. */
export function endpointSliceController(
  { client, informers, log, clock, signal, recorder }: ControllerContext,
): Controller {
  const record = recorder('endpoint-slice-controller')
  const queue = createWorkQueue({ clock, baseDelay: 1000, maxDelay: 100_000 })
  const expectations = new Expectations(clock)
  const times = new TriggerTimes()
  const { services, podsOf } = watchServices(informers, queue)
  const nodes = informers.for(resources.nodes)
  const slices = informers.for(resources.endpointSlices)
  slices.addIndex('service', byService)

  const look = (slice: KubeObject) => byService(slice).forEach((key) => queue.add(key))
  slices.subscribe({
    added: (slice) => {
      byService(slice).forEach((key) => expectations.creationObserved(key))
      look(slice)
    },
    updated: (old, slice) => {
      look(slice)
      look(old)
    },
    deleted: look,
  })
  // A zone that is told later, or a node that appears after its pods.
  const lookAtAll = () => services.list().forEach((service) => queue.add(keyOf(service)))
  nodes.subscribe({
    added: lookAtAll,
    updated: (old, node) => {
      const zone = (of: KubeObject) => of.metadata.labels?.['topology.kubernetes.io/zone']
      if (zone(old) !== zone(node)) lookAtAll()
    },
  })

  const reconcile = async (key: string): Promise<void> => {
    const service = services.get(key)
    if (service === undefined) {
      times.forget(key)
      expectations.forget(key)
      return
    }
    // What was created is waited for, or it would be created twice.
    if (!hasSelector(service) || service.metadata.deletionTimestamp !== undefined || !expectations.satisfied(key)) {
      return
    }
    const ref = inNamespace(resources.endpointSlices, service.metadata.namespace)
    const pods = podsOf(service)
    const nodeOf = ({ spec }: KubeObject) => nodes.lister.get(spec.nodeName ?? '')
    const existing = slices.lister.by('service', key).filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    const { create, update, remove } = planSlices({ service, pods, nodeOf }, existing)
    if (create.length + update.length + remove.length === 0) return
    const time = times.next(key, service, pods)
    const timed = (slice: KubeObject): KubeObject =>
      ({ ...slice, metadata: { ...slice.metadata, annotations: withTriggerTime(slice.metadata.annotations, time) } })
    if (create.length > 0) expectations.expectCreations(key, create.length)
    const made = await Promise.allSettled(create.map((slice) => client.create(ref, timed(slice))))
    const failed = made.filter((result) => result.status === 'rejected')
    if (failed.length > 0) expectations.creationObserved(key, failed.length)
    const error = failed.map(({ reason }) => reason).find((reason) => !isNamespaceTerminating(reason))
    if (error !== undefined) throw error
    for (const slice of update) await client.update(ref, timed(slice))
    for (const { metadata } of remove) await unlessGone(client.delete(ref, metadata.name!))
  }

  const outspoken = async (key: string): Promise<void> => {
    try {
      await reconcile(key)
    } catch (error) {
      const service = services.get(key)
      const message = `Error updating Endpoint Slices for Service ${key}: ${(error as Error).message}`
      if (service !== undefined) record(service, 'Warning', 'FailedToUpdateEndpointSlices', message)
      throw error
    }
  }
  return { run: () => runController({ name: 'endpointslice-controller', queue, reconcile: outspoken, log, signal }) }
}
