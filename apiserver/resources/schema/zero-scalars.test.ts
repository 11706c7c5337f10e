import { expect } from 'chai'
import { builtinSchema } from './load.ts'
import { dropZeroScalars } from './zero-scalars.ts'

const deployment = builtinSchema().struct('k8s.io/api/apps/v1.Deployment')

describe('zero values that Go cannot tell from absent ones', () => {
  it('are taken out wherever they stand', () => {
    const object = {
      metadata: { name: 'a' },
      spec: { minReadySeconds: 0, paused: false, template: { spec: { containers: [{ name: 'c', tty: false }] } } },
    }
    dropZeroScalars(deployment, object)
    expect(object)
      .to.deep.equal({ metadata: { name: 'a' }, spec: { template: { spec: { containers: [{ name: 'c' }] } } } })
  })

  it('stay where a pointer makes them say something, and in lists and maps', () => {
    const object = {
      metadata: { labels: { a: '' } },
      spec: { replicas: 0, template: { spec: { containers: [{ name: 'c', args: [''] }] } } },
    }
    const before = structuredClone(object)
    dropZeroScalars(deployment, object)
    expect(object).to.deep.equal(before)
  })
})
