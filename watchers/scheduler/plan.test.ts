import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Cluster, NodeInfo } from './framework.ts'
import { planPlacement } from './plan.ts'
import { planPreemption } from './preemption.ts'
import { refusalMessage } from './refusal-message.ts'
import { amounts, podRequests } from './requests.ts'

const pod = (spec: object = {}, cpu = '50m'): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', resources: { requests: { cpu, memory: '16Mi' } } }], ...spec },
})

const info = (name: string, spec: object = {}, pods: KubeObject[] = []): NodeInfo => ({
  node: {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { disk: name } }, spec,
    status: { allocatable: { cpu: '1', memory: '3840Mi', pods: '110' } },
  },
  pods,
  requested: pods.map(podRequests).reduce(
    (a, b) => ({ cpu: (a['cpu'] ?? 0) + (b['cpu'] ?? 0), memory: (a['memory'] ?? 0) + (b['memory'] ?? 0) }), {},
  ),
})

const cluster = (nodes: NodeInfo[], more: Partial<Cluster> = {}): Cluster =>
  ({ nodes, namespaceLabels: () => ({}), selectorsOf: () => [], ...more })

/** What is said of a pod for which there is no place. */
const said = (one: KubeObject, nodes: NodeInfo[]): string => {
  const all = cluster(nodes)
  const placement = planPlacement(one, all)
  if ('node' in placement) return placement.node
  const preemption = planPreemption(one, all, placement.refusals)
  return refusalMessage(placement.refusals.values(), 'message' in preemption ? preemption.message : undefined)
}

const helpless = '2 Preemption is not helpful for scheduling.'

describe('placement of a pod', () => {
  it('says what is short in upstream’s words', () => {
    expect(said(pod({}, '5000'), [info('a'), info('b')])).to.equal(
      '0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: '
        + helpless,
    )
  })

  it('counts the reasons of different nodes', () => {
    const nodes = [
      info('a', { unschedulable: true }), info('b', { taints: [{ key: 'key', value: 'value', effect: 'NoSchedule' }] }),
    ]
    expect(said(pod(), nodes)).to.equal(
      '0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. '
        + `no new claims to deallocate, preemption: 0/2 nodes are available: ${helpless}`,
    )
  })

  it('follows the node selector and tolerations', () => {
    const tainted = info('b', { taints: [{ key: 'k', effect: 'NoSchedule' }] })
    const tolerations = [{ key: 'k', operator: 'Exists' }]
    expect(said(pod({ nodeSelector: { disk: 'b' }, tolerations }), [info('a'), tainted])).to.equal('b')
  })

  it('prefers the node with the most left', () => {
    expect(said(pod(), [info('a', {}, [pod({}, '500m')]), info('b')])).to.equal('b')
  })

  it('gives a host port to one pod only', () => {
    const greedy = pod({ containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] })
    expect(said(greedy, [info('a', {}, [greedy])]))
      .to.contain("1 node(s) didn't have free ports for the requested pod ports")
  })

  it('knows no place without nodes', () => {
    expect(said(pod(), [])).to.equal('no nodes available to schedule pods')
  })

  it('reads quantities exactly', () => {
    expect(amounts({ cpu: '0.1', memory: '1Gi' })).to.deep.equal({ cpu: 100, memory: 1073741824 })
  })
})
