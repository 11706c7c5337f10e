import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { nodeInfo } from './cluster.ts'
import type { Cluster, NodeInfo } from './framework.ts'
import { planPlacement } from './plan.ts'
import { planPreemption } from './preemption.ts'

const pod = (name: string, cpu: string, priority = 0, more: any = {}): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', uid: name, ...more.metadata },
  spec: { priority, containers: [{ name: 'c', resources: { requests: { cpu } } }], ...more.spec },
  status: { ...more.status },
})
const node = (name: string, ...pods: KubeObject[]): NodeInfo => nodeInfo({
  apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { name } }, spec: {},
  status: { allocatable: { cpu: '4', pods: '110' } },
}, pods)

const plan = (one: KubeObject, ...nodes: NodeInfo[]) => {
  const cluster: Cluster = { nodes, namespaceLabels: () => ({}), selectorsOf: () => [] }
  const placement = planPlacement(one, cluster)
  if ('node' in placement) throw new Error('there is room')
  const preemption = planPreemption(one, cluster, placement.refusals)
  return 'node' in preemption
    ? [preemption.node, ...preemption.victims.map(({ metadata }) => metadata.name)]
    : preemption.message
}

describe('preemption', () => {
  it('takes the fewest and least important pods away', () => {
    const full = node('a', pod('low', '1', 1), pod('middle', '1', 5), pod('lower', '1', 0), pod('same', '1', 10))
    expect(plan(pod('new', '2', 10), full)).to.deep.equal(['a', 'low', 'lower'])
  })

  it('spares a pod that is as important', () => {
    expect(plan(pod('new', '1', 10), node('a', pod('same', '4', 10))))
      .to.equal('0/1 nodes are available: 1 No preemption victims found for incoming pod.')
  })

  it('says where taking pods away would not help', () => {
    const elsewhere = pod('new', '1', 10, { spec: { nodeSelector: { name: 'a' } } })
    expect(plan(elsewhere, node('a', pod('same', '4', 10)), node('b', pod('low', '4'))))
      .to.equal('0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful '
        + 'for scheduling.')
  })

  it('chooses the node whose victims matter least', () => {
    expect(plan(pod('new', '2', 10), node('a', pod('a1', '4', 5)), node('b', pod('b1', '2', 3), pod('b2', '2', 3))))
      .to.deep.equal(['b', 'b2'])
    expect(plan(pod('new', '4', 10), node('a', pod('a1', '4', 3)), node('b', pod('b1', '2', 3), pod('b2', '2', 3))))
      .to.deep.equal(['a', 'a1'])
  })

  it('leaves other pods alone when the pod says so', () => {
    expect(plan(pod('new', '2', 10, { spec: { preemptionPolicy: 'Never' } }), node('a', pod('low', '4'))))
      .to.equal('not eligible due to preemptionPolicy=Never.')
  })

  it('waits for the victims it chose before', () => {
    const conditions = [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }]
    const leaving = pod('low', '4', 0, {
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { conditions },
    })
    const waiting = pod('new', '2', 10, { status: { nominatedNodeName: 'a' } })
    expect(plan(waiting, node('a', leaving), node('b', pod('other', '4'))))
      .to.equal('not eligible due to a terminating pod on the nominated node.')
  })
})
