import { expect } from 'chai'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { daemonSet } from '../../resources/apps/daemon-set.ts'
import { configMap } from '../../resources/core/config-map.ts'
import { limitRange } from '../../resources/core/limit-range.ts'
import { partialMetadata } from './partial-metadata.ts'
import { hasNoEmptyTable, tableRow } from './table.ts'

const options = { version: 'v1', include: 'Metadata', now: new Date('2026-01-01T00:00:00Z') } as const
const generation = 'deprecated.daemonset.template.generation'

function object(annotations: Record<string, string>): KubeObject {
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'a', annotations }, spec: { selector: {} } }
}

describe('the metadata alone', () => {
  it('is an object of its own', () => {
    const { metadata } = object({ a: 'b' })
    expect(partialMetadata(configMap, object({ a: 'b' }), 'v1')).to.deep.equal({
      kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata,
    })
  })

  it('lacks annotations that stand for fields, in the rows of a Table, too', () => {
    const both = object({ a: 'b', [generation]: '1' })
    expect(partialMetadata(daemonSet, both, 'v1').metadata.annotations).to.deep.equal({ a: 'b' })
    expect(partialMetadata(daemonSet, object({ [generation]: '1' }), 'v1').metadata).to.deep.equal({ name: 'a' })
    expect(tableRow(daemonSet, both, options))
      .to.have.nested.property('object.metadata.annotations')
      .that.deep.equals({ a: 'b' })
    expect(tableRow(daemonSet, both, { ...options, include: 'Object' })).to.have.property('object', both)
  })
})

describe('a Table without rows', () => {
  it('has an empty list, or none where the kind has no columns of its own', () => {
    expect(hasNoEmptyTable(configMap)).to.equal(false)
    expect(hasNoEmptyTable(limitRange)).to.equal(true)
  })
})
