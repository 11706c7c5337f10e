import { expect } from 'chai'
import { mayAllRestart, mayRestart } from './container-restart.ts'

const after = (exitCodes: number[], ofPod: string | undefined, container = {}) =>
  exitCodes.map((exitCode) => mayRestart(container, { restartPolicy: ofPod }, exitCode))

describe('the restart of containers', () => {
  it('follows the pod\'s policy', () => {
    expect(after([0, 1], undefined)).to.deep.equal([true, true])
    expect(after([0, 1], 'OnFailure')).to.deep.equal([false, true])
    expect(after([0, 1], 'Never')).to.deep.equal([false, false])
  })

  it('follows the container\'s policy and rules before that', () => {
    expect(after([0, 1], 'Never', { restartPolicy: 'Always' })).to.deep.equal([true, true])
    const rules = (operator: string) => ({
      restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator, values: [42] } }],
    })
    expect(after([0, 42], 'Always', rules('In'))).to.deep.equal([false, true])
    expect(after([0, 42], 'Always', rules('NotIn'))).to.deep.equal([true, false])
  })

  it('may be of all of them when one says so', () => {
    const rule = { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [1] } }
    expect(mayAllRestart({ containers: [{}] })).to.equal(false)
    expect(mayAllRestart({ initContainers: [{ restartPolicyRules: [rule] }] })).to.equal(true)
  })
})
