import { readFileSync } from 'node:fs'
import { silentLogger } from '../apimachinery/log.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { connectOver as connect } from '../cli/remote-client.ts'
import type { ApiClient } from '../watchers/runtime/client.ts'
import { Informer } from '../watchers/runtime/informer.ts'
import { inNamespace, resources } from '../watchers/runtime/resources.ts'
import type { Coracle } from './harness/coracle.ts'

/** Nodes that run nothing but say what a kubelet would: pods are ready at once, and gone at once when deleted. */
export interface SimulatedKubelet {
  client: ApiClient
  /** The node falls silent: no heartbeats, and nothing happens to its pods. */
  silence(node: string): void
  /** The node reports again. */
  wake(node: string): Promise<void>
  stop(): void
}

/** Pods with an image of this name never become ready. */
export const brokenImage = 'localhost/broken:1'

const heartbeatMs = 10_000

export async function simulateKubelet(coracle: Coracle, nodes: readonly string[]): Promise<SimulatedKubelet> {
  const client = connect(readFileSync(coracle.kubeconfig, 'utf8'), 'kubelet')
  const stopping = new AbortController()
  const silent = new Set<string>()

  const report = async (name: string): Promise<void> => {
    const time = now()
    const conditions = [{
      type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'ready', lastHeartbeatTime: time,
      lastTransitionTime: time,
    }]
    const room = { cpu: '8', memory: '16Gi', pods: '110' }
    const status = { conditions, allocatable: room, capacity: room }
    await client.patch(resources.nodes, name, { status }, 'strategic', { subresource: 'status' })
  }
  const act = async (pod: KubeObject): Promise<void> => {
    const { name, namespace, uid, deletionTimestamp } = pod.metadata
    const { nodeName, containers } = pod['spec']
    if (!nodes.includes(nodeName) || silent.has(nodeName)) return
    const ref = inNamespace(resources.pods, namespace)
    if (deletionTimestamp !== undefined) {
      return await client.delete(ref, name!, { gracePeriodSeconds: 0, preconditions: { uid: uid! } })
    }
    if (pod['status'].phase !== 'Pending' || containers[0].image === brokenImage) return
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: now() }]
    await client.patch(ref, name!, { status: { phase: 'Running', conditions } }, 'strategic', { subresource: 'status' })
  }
  const informer = new Informer({ client, ref: resources.pods, log: silentLogger })
  // What is refused was overtaken by another change, which comes as an event of its own.
  const handle = (pod: KubeObject) => void act(pod).catch(() => {})
  informer.subscribe({ added: handle, updated: (_, pod) => handle(pod) })

  for (const name of nodes) {
    await client.create(resources.nodes, {
      apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    })
    await report(name)
  }
  void informer.run(stopping.signal)
  const timer = setInterval(() => {
    for (const name of nodes) if (!silent.has(name)) void report(name).catch(() => {})
  }, heartbeatMs)
  return {
    client,
    silence: (node) => { silent.add(node) },
    wake: async (node) => {
      silent.delete(node)
      await report(node)
      for (const pod of informer.lister.list()) handle(pod)
    },
    stop: () => {
      clearInterval(timer)
      stopping.abort()
    },
  }
}

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`
}
