import { expect } from 'chai'
import { validateScale } from './scale-validation.ts'

const fields = (metadata: object, replicas: number): string[] => validateScale({
  apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: 'default', ...metadata },
  spec: { replicas },
}).map(({ path }) => path)

describe('a Scale', () => {
  it('has a number of replicas', () => {
    expect(fields({}, 0)).to.deep.equal([])
    expect(fields({}, -1)).to.deep.equal(['spec.replicas'])
  })

  it('has metadata that is checked, though nothing of it is kept', () => {
    expect(fields({ ownerReferences: [{ kind: 'A', apiVersion: 'v1', name: 'a', uid: '' }], labels: { '-': '' } }, 0))
      .to.deep.equal(['metadata.labels', 'metadata.ownerReferences.uid'])
  })
})
