import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { conditionOf, isPodReady, isPodTerminal } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { evictionTime, grace, planTaints, silentConditions } from './plan.ts'

const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])

/** Notices nodes that went silent, taints nodes by their conditions, and evicts what does not tolerate it. */
export function nodeLifecycleController({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const record = recorder('node-controller')
  const recordEviction = recorder('taint-eviction-controller')
  const queue = createWorkQueue({ clock })
  const nodes = informers.for(resources.nodes)
  const pods = informers.for(resources.pods)
  const leases = informers.for({ ...resources.leases, namespace: 'kube-node-lease' })
  pods.addIndex('node', byNode)
  /** When, by our clock, a node last gave a sign of life: the clocks of other hosts are not trusted. */
  const seen = new Map<string, number>()

  nodes.subscribe({
    added: (node) => {
      const name = node.metadata.name!
      seen.set(name, clock.now())
      record(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`)
      queue.add(name)
    },
    updated: (old, node) => {
      const beat = (of: KubeObject) => conditionOf(of, 'Ready')?.lastHeartbeatTime
      if (beat(old) !== beat(node)) seen.set(node.metadata.name!, clock.now())
      queue.add(node.metadata.name!)
    },
    deleted: (node) => { seen.delete(node.metadata.name!) },
  })
  leases.subscribe({ updated: (_, { metadata }) => { if (seen.has(metadata.name!)) seen.set(metadata.name!, clock.now()) } })
  pods.subscribe({
    added: ({ spec }) => { if (taintsOf(spec.nodeName).length > 0) queue.add(spec.nodeName) },
    updated: (old, { spec }) => { if (!old['spec'].nodeName && taintsOf(spec.nodeName).length > 0) queue.add(spec.nodeName) },
  })
  const taintsOf = (name: string | undefined): any[] =>
    (name === undefined ? undefined : nodes.lister.get(name)?.['spec']?.taints) ?? []

  const giveUp = async (node: KubeObject, conditions: any[]): Promise<void> => {
    const name = node.metadata.name!
    await client.patch(resources.nodes, name, { status: { conditions } }, 'strategic', { subresource: 'status' })
    if (!conditions.some(({ type }) => type === 'Ready')) return
    record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
    const time = formatTime(new Date(clock.now()))
    for (const pod of pods.lister.by('node', name).filter(isPodReady)) {
      const condition = { type: 'Ready', status: 'False', lastTransitionTime: time }
      const ref = inNamespace(resources.pods, pod.metadata.namespace)
      await unlessGone(client.patch(ref, pod.metadata.name!, { status: { conditions: [condition] } }, 'strategic', { subresource: 'status' }))
    }
  }

  const evict = async (node: KubeObject, taints: any[]): Promise<void> => {
    for (const pod of pods.lister.by('node', node.metadata.name!)) {
      if (pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) continue
      const at = evictionTime(pod, taints, clock.now())
      if (at === undefined) continue
      if (at > clock.now()) {
        queue.addAfter(node.metadata.name!, at - clock.now())
        continue
      }
      const { namespace, name } = pod.metadata
      recordEviction(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`)
      await unlessGone(client.delete(inNamespace(resources.pods, namespace), name!))
    }
  }

  const reconcile = async (name: string): Promise<void> => {
    const node = nodes.lister.get(name)
    if (node === undefined || node.metadata.deletionTimestamp !== undefined) return
    const left = (seen.get(name) ?? clock.now()) + grace - clock.now()
    const silent = left > 0 ? undefined : silentConditions(node, clock.now())
    if (silent !== undefined) await giveUp(node, silent)
    if (left > 0) queue.addAfter(name, left)
    // What the patch changed comes back as an event, and the taints then.
    if (silent !== undefined) return
    const taints = planTaints(node, clock.now())
    if (taints !== undefined) {
      const { resourceVersion } = node.metadata
      await client.patch(resources.nodes, name, { metadata: { resourceVersion }, spec: { taints } }, 'merge')
    }
    await evict(node, taints ?? node['spec']?.taints ?? [])
  }
  return { run: () => runController({ name: 'node-lifecycle-controller', queue, reconcile, workers: 1, log, signal }) }
}
