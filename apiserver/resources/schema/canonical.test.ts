import { expect } from 'chai'
import { canonicalValues } from './canonical.ts'
import { builtinSchema } from './load.ts'

const pod = builtinSchema().struct('k8s.io/api/core/v1.Pod')

describe('the canonical values of an object', () => {
  it('are maps in order and quantities in one form, and what is empty stays so', () => {
    const given = {
      metadata: { labels: { b: '1', a: '2' } },
      spec: { volumes: [], containers: [{ name: 'c', resources: { limits: { cpu: '1000m' } } }] },
    }
    const { metadata, spec } = canonicalValues(pod, given)
    expect(Object.keys(metadata.labels)).to.deep.equal(['a', 'b'])
    expect(spec.containers[0].resources.limits.cpu).to.equal('1')
    expect(spec.volumes).to.deep.equal([])
  })

  it('have no nulls, as they are written for what is not there', () => {
    const given = {
      metadata: { creationTimestamp: null },
      spec: { volumes: [{ name: 'a', projected: { sources: null } }], containers: null },
    }
    expect(canonicalValues(pod, given))
      .to.deep.equal({ metadata: {}, spec: { volumes: [{ name: 'a', projected: {} }] } })
  })
})
