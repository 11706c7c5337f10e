import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { patchPodStatus } from '../runtime/pod-status.ts'
import { conditionOf, isPodReady } from '../runtime/pods.ts'
import { resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { evictionTaint, graceOf, isEvicting, planTaints, silentConditions } from './plan.ts'
import type { EvictionPace } from './plan.ts'
import { zoneKey, zonesOf } from './zones.ts'
import type { Zone } from './zones.ts'

const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])

/** Notices nodes that went silent, and taints nodes by their conditions. */
export function nodeLifecycleController({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const record = recorder('node-controller')
  const queue = createWorkQueue({ clock })
  const nodes = informers.for(resources.nodes)
  const pods = informers.for(resources.pods)
  const leases = informers.for({ ...resources.leases, namespace: 'kube-node-lease' })
  pods.addIndex('node', byNode)
  /** When, by our clock, a node last gave a sign of life: the clocks of other hosts are not trusted. */
  const seen = new Map<string, number>()
  const tainted = new Map<string, number>()
  let zones = new Map<string, Zone>()

  const say = ({ apiVersion, kind, metadata: { name, uid } }: KubeObject, reason: string, message: string) =>
    record({ apiVersion, kind, metadata: { name: name!, uid: uid! } }, 'Normal', reason, message)

  /** A change of one node may let the pods of others go or stay. */
  const judgeZones = () => {
    const before = zones
    zones = zonesOf(nodes.lister.list())
    const wasCutOff = isCutOff(before)
    if (wasCutOff && !isCutOff(zones)) for (const name of seen.keys()) seen.set(name, clock.now())
    const isSame = before.size === zones.size && [...zones].every(([key, { interval }]) => before.get(key)?.interval === interval)
    if (!isSame) for (const { metadata } of nodes.lister.list()) queue.add(metadata.name!)
  }

  nodes.subscribe({
    added: (node) => {
      const name = node.metadata.name!
      seen.set(name, clock.now())
      say(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`)
      judgeZones()
      queue.add(name)
    },
    updated: (old, node) => {
      const beat = (of: KubeObject) => conditionOf(of, 'Ready')?.lastHeartbeatTime
      if (beat(old) !== beat(node)) seen.set(node.metadata.name!, clock.now())
      if (place(old) !== place(node)) judgeZones()
      queue.add(node.metadata.name!)
    },
    deleted: (node) => {
      const name = node.metadata.name!
      seen.delete(name)
      say(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`)
      judgeZones()
    },
  })
  const beat = ({ metadata }: KubeObject) => { if (seen.has(metadata.name!)) seen.set(metadata.name!, clock.now()) }
  leases.subscribe({
    added: beat,
    updated: (old, lease) => { if (old['spec']?.renewTime !== lease['spec']?.renewTime) beat(lease) },
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

  const paceOf = (node: KubeObject): EvictionPace => {
    const key = zoneKey(node)
    const interval = zones.get(key)?.interval ?? 0
    if (isCutOff(zones)) return { do: 'never' }
    const wait = (tainted.get(key) ?? -Infinity) + interval - clock.now()
    return wait <= 0 ? { do: 'now' } : { do: 'wait', milliseconds: wait }
  }

  const taint = async (node: KubeObject): Promise<void> => {
    const name = node.metadata.name!
    const pace = paceOf(node)
    const begins = evictionTaint(node) !== undefined && !isEvicting(node)
    if (begins && pace.do === 'wait' && pace.milliseconds < Infinity) queue.addAfter(name, pace.milliseconds)
    const taints = planTaints(node, pace, clock.now())
    if (taints === undefined) return
    if (begins && pace.do === 'now') tainted.set(zoneKey(node), clock.now())
    const { resourceVersion } = node.metadata
    await client.patch(resources.nodes, name, { metadata: { resourceVersion }, spec: { taints } }, 'merge')
  }

  const reconcile = async (name: string): Promise<void> => {
    const node = nodes.lister.get(name)
    if (node === undefined || node.metadata.deletionTimestamp !== undefined) return
    const left = (seen.get(name) ?? clock.now()) + graceOf(node) - clock.now()
    const silent = left > 0 ? undefined : silentConditions(node, clock.now())
    // What is written here comes back as an event, and the taints then.
    if (silent !== undefined) return await giveUp(node, silent)
    if (left > 0) queue.addAfter(name, left)
    await unlessGone(taint(node))
  }
  return { run: () => runController({ name: 'node-lifecycle-controller', queue, reconcile, workers: 1, log, signal }) }
}

/** Whether no node at all is ready. */
function isCutOff(zones: ReadonlyMap<string, Zone>): boolean {
  return zones.size > 0 && [...zones.values()].every(({ state }) => state === 'full')
}

/** What of a node its zone's state depends on. */
function place(node: KubeObject): string {
  return `${zoneKey(node)} ${conditionOf(node, 'Ready')?.status} ${node.metadata.labels?.['node.kubernetes.io/exclude-disruption']}`
}
