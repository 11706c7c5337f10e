import { expect } from 'chai'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { budgetsOf, needsNoBudget, sparesUnready, withDisruption } from './disruption-budget.ts'

const now = new Date('2030-01-01T00:00:00Z')
const pod = (status: object = {}, labels: Record<string, string> = { app: 'a' }): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels }, status })
const budget = (status: object = {}, spec: object = {}): KubeObject => ({
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b', generation: 2 },
  spec: { selector: { matchLabels: { app: 'a' } }, ...spec }, status: { observedGeneration: 2, ...status },
})

describe('a disruption budget', () => {
  it('speaks of the pods it selects', () => {
    const other = budget({}, { selector: { matchLabels: { app: 'b' } } })
    expect(budgetsOf(pod(), [budget(), other])).to.have.length(1)
  })

  it('is not asked about pods that run no more, or not yet', () => {
    for (const phase of ['Pending', 'Succeeded', 'Failed']) expect(needsNoBudget(pod({ phase }))).to.equal(true)
    expect(needsNoBudget(pod({ phase: 'Running' }))).to.equal(false)
  })

  it('spares pods that are not ready while enough others are healthy, or always when it says so', () => {
    const ready = pod({ conditions: [{ type: 'Ready', status: 'True' }] })
    const healthy = budget({ currentHealthy: 2, desiredHealthy: 2 })
    expect(sparesUnready(pod(), healthy)).to.equal(true)
    expect(sparesUnready(ready, healthy)).to.equal(false)
    expect(sparesUnready(pod(), budget({ currentHealthy: 1, desiredHealthy: 2 }))).to.equal(false)
    expect(sparesUnready(pod(), budget({}, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }))).to.equal(true)
  })

  it('counts a disruption and notes the pod', () => {
    const { status } = withDisruption(budget({ disruptionsAllowed: 1 }), 'p', now)
    expect(status).to.deep.include({ disruptionsAllowed: 0, disruptedPods: { p: '2030-01-01T00:00:00Z' } })
    expect(status.conditions[0]).to.include({ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' })
  })

  it('refuses what it does not allow, and what it has not looked at yet', () => {
    const refusal = (of: KubeObject): any => {
      try {
        withDisruption(of, 'p', now)
        return undefined
      } catch (error) {
        return error
      }
    }
    const none = refusal(budget({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 }))
    expect(none.code).to.equal(429)
    expect(none.details.causes[0].message).to.equal('The disruption budget b needs 1 healthy pods and has 1 currently')
    expect(refusal(budget({ observedGeneration: 1, disruptionsAllowed: 5 })).details.retryAfterSeconds).to.equal(10)
    expect(refusal(budget({ disruptionsAllowed: -1 })).code).to.equal(403)
  })
})
