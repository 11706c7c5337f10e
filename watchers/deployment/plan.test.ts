import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { planRolling, planScale } from './plan.ts'
import { fenceposts } from './sizes.ts'

const deployment = (replicas: number, rollingUpdate: object = {}): KubeObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } },
})

const replicaSet = (name: string, replicas: number, availableReplicas = replicas, annotations = {}): KubeObject => ({
  apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name, annotations, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { replicas }, status: { replicas, availableReplicas },
})

const sizes = (plan: ReturnType<typeof planRolling>) =>
  plan.map(({ replicaSet: { metadata }, size }) => [metadata.name, size])

describe('rolling update', () => {
  it('rounds surge up and unavailability down', () => {
    expect(fenceposts(deployment(3))).to.deep.equal({ surge: 1, unavailable: 0 })
    expect(fenceposts(deployment(5))).to.deep.equal({ surge: 2, unavailable: 1 })
  })

  it('lets one go when both are zero', () => {
    expect(fenceposts(deployment(3, { maxSurge: 0, maxUnavailable: 0 }))).to.deep.equal({ surge: 0, unavailable: 1 })
  })

  it('grows the new ReplicaSet into the surge first', () => {
    expect(sizes(planRolling(deployment(3), replicaSet('new', 0), [replicaSet('old', 3)]))).to.deep.equal([['new', 1]])
  })

  it('waits for the new pod to be available before it takes an old one away', () => {
    expect(planRolling(deployment(3), replicaSet('new', 1, 0), [replicaSet('old', 3)])).to.deep.equal([])
    expect(sizes(planRolling(deployment(3), replicaSet('new', 1), [replicaSet('old', 3)]))).to.deep.equal([['old', 2]])
  })

  it('takes broken old pods away before working ones', () => {
    const old = [replicaSet('a', 3), replicaSet('b', 1, 0)]
    expect(sizes(planRolling(deployment(3), replicaSet('new', 0), old))).to.deep.equal([['b', 0]])
  })
})

describe('scaling', () => {
  it('sizes the only active ReplicaSet', () => {
    expect(sizes(planScale(deployment(5), replicaSet('new', 3), [replicaSet('old', 0)]))).to.deep.equal([['new', 5]])
  })

  it('spreads the change in proportion in the middle of a rollout', () => {
    const max = { 'deployment.kubernetes.io/max-replicas': '13', 'deployment.kubernetes.io/desired-replicas': '10' }
    const plan = planScale(deployment(20, { maxSurge: 3, maxUnavailable: 2 }), replicaSet('new', 5, 0, max), [
      replicaSet('old', 8, 8, max),
    ])
    expect(sizes(plan)).to.deep.equal([['old', 14], ['new', 9]])
  })
})
