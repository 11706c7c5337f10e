import { expect } from 'chai'
import { namespaceConditions } from './conditions.ts'

const clear = { left: [], failures: [], undiscovered: [] }

describe('the conditions of a namespace on its way out', () => {
  it('are all False when nothing is in the way', () => {
    const statuses = namespaceConditions([], clear, 0).map(({ status }) => status)
    expect(statuses).to.deep.equal(['False', 'False', 'False', 'False', 'False'])
  })

  it('name the groups that could not be discovered', () => {
    const undiscovered = [{ groupVersion: 'metrics.k8s.io/v1beta1', message: 'service unavailable' }]
    const [discovery] = namespaceConditions([], { ...clear, undiscovered }, 0)
    expect(discovery).to.deep.equal({
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'True',
      lastTransitionTime: '1970-01-01T00:00:00Z',
      reason: 'DiscoveryFailed',
      message: 'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: '
        + 'metrics.k8s.io/v1beta1: service unavailable',
    })
  })
})
