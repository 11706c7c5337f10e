import { expect } from 'chai'

import type { Pod } from './pod.ts'
import { isRestarted } from './restart-policy.ts'

const after = (exitCodes: number[], ofPod: string | undefined, container = {}) => {
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', uid: 'u' }, spec: { restartPolicy: ofPod } }
  return exitCodes.map((exitCode) => isRestarted(pod, { name: 'c', image: 'i', ...container }, exitCode))
}

describe('isRestarted', () => {
  it('follows the pod\'s policy', () => {
    expect(after([0, 1], undefined)).to.deep.equal([true, true])
    expect(after([0, 1], 'OnFailure')).to.deep.equal([false, true])
    expect(after([0, 1], 'Never')).to.deep.equal([false, false])
  })

  it('follows the container\'s policy and rules before that', () => {
    expect(after([0, 1], 'Never', { restartPolicy: 'Always' })).to.deep.equal([true, true])
    const rules = (operator: string) => ({ restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator, values: [42] } }] })
    expect(after([0, 42], 'Always', rules('In'))).to.deep.equal([false, true])
    expect(after([0, 42], 'Always', rules('NotIn'))).to.deep.equal([true, false])
  })
})
