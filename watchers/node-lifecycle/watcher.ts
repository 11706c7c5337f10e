import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { patchPodStatus } from '../runtime/pod-status.ts'
import { conditionOf, isPodReady } from '../runtime/pods.ts'
import { resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { NodeHealth } from './health.ts'
import { evictionTaint, isEvicting, planTaints, silentConditions } from './plan.ts'
import { standing } from './zones.ts'

const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])

/** Notices nodes that went silent, and taints nodes by their conditions. */
export function nodeLifecycleController(
  { client, informers, log, clock, signal, recorder }: ControllerContext,
): Controller {
  const record = recorder('node-controller')
  const queue = createWorkQueue({ clock })
  const nodes = informers.for(resources.nodes)
  const pods = informers.for(resources.pods)
  const leases = informers.for({ ...resources.leases, namespace: 'kube-node-lease' })
  pods.addIndex('node', byNode)
  const health = new NodeHealth(clock)

  const say = ({ apiVersion, kind, metadata: { name, uid } }: KubeObject, reason: string, message: string) =>
    record({ apiVersion, kind, metadata: { name: name!, uid: uid! } }, 'Normal', reason, message)
  /** A change of one node may let the pods of others go or stay. */
  const judgeZones = () => {
    const all = nodes.lister.list()
    if (health.judgeZones(all)) for (const { metadata } of all) queue.add(metadata.name!)
  }

  nodes.subscribe({
    added: (node) => {
      const name = node.metadata.name!
      health.beat(name)
      say(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`)
      judgeZones()
      queue.add(name)
    },
    updated: (old, node) => {
      const heartbeat = (of: KubeObject) => conditionOf(of, 'Ready')?.lastHeartbeatTime
      if (heartbeat(old) !== heartbeat(node)) health.beat(node.metadata.name!)
      if (standing(old) !== standing(node)) judgeZones()
      queue.add(node.metadata.name!)
    },
    deleted: (node) => {
      const name = node.metadata.name!
      health.forget(name)
      say(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`)
      judgeZones()
    },
  })
  const renewed = ({ metadata }: KubeObject) => { if (health.isKnown(metadata.name!)) health.beat(metadata.name!) }
  leases.subscribe({
    added: renewed,
    updated: (old, lease) => { if (old['spec']?.renewTime !== lease['spec']?.renewTime) renewed(lease) },
  })

  const giveUp = async (node: KubeObject, conditions: any[]): Promise<void> => {
    const name = node.metadata.name!
    const wasReady = conditionOf(node, 'Ready')?.status === 'True'
    await client.patch(resources.nodes, name, { status: { conditions } }, 'strategic', { subresource: 'status' })
    if (!wasReady) return
    say(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
    for (const pod of pods.lister.by('node', name).filter(isPodReady)) await markNotReady(pod)
  }

  const markNotReady = async (pod: KubeObject): Promise<void> => {
    const lastTransitionTime = formatTime(new Date(clock.now()))
    await patchPodStatus(client, pod, {}, { type: 'Ready', status: 'False', lastTransitionTime })
    record(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
  }

  const taint = async (node: KubeObject): Promise<void> => {
    const name = node.metadata.name!
    const pace = health.paceOf(node)
    const begins = evictionTaint(node) !== undefined && !isEvicting(node)
    if (begins && pace.do === 'wait' && pace.milliseconds < Infinity) queue.addAfter(name, pace.milliseconds)
    const taints = planTaints(node, pace, clock.now())
    if (taints === undefined) return
    if (begins && pace.do === 'now') health.beginEviction(node)
    const { resourceVersion } = node.metadata
    await client.patch(resources.nodes, name, { metadata: { resourceVersion }, spec: { taints } }, 'merge')
  }

  const reconcile = async (name: string): Promise<void> => {
    const node = nodes.lister.get(name)
    if (node === undefined || node.metadata.deletionTimestamp !== undefined) return
    const left = health.patienceWith(node)
    const silent = left > 0 ? undefined : silentConditions(node, clock.now())
    // What is written here comes back as an event, and the taints then.
    if (silent !== undefined) return await giveUp(node, silent)
    if (left > 0) queue.addAfter(name, left)
    await unlessGone(taint(node))
  }
  return { run: () => runController({ name: 'node-lifecycle-controller', queue, reconcile, workers: 1, log, signal }) }
}
