import { expect } from 'chai'
import type { KubeObject } from './meta.ts'
import { matchesNodeSelector, matchesNodeSelectorTerm } from './node-selectors.ts'

const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', labels: { zone: 'x', cores: '8' } } }
const holds = (key: string, operator: string, ...values: string[]) =>
  matchesNodeSelectorTerm({ matchExpressions: [{ key, operator, values }] }, node)

describe('a node selector', () => {
  it('compares labels by each of its operators', () => {
    expect(holds('zone', 'In', 'x', 'y')).to.equal(true)
    expect(holds('zone', 'NotIn', 'x')).to.equal(false)
    expect(holds('other', 'NotIn', 'x')).to.equal(true)
    expect(holds('zone', 'Exists')).to.equal(true)
    expect(holds('other', 'DoesNotExist')).to.equal(true)
    expect(holds('cores', 'Gt', '4')).to.equal(true)
    expect(holds('cores', 'Lt', '8')).to.equal(false)
    expect(holds('zone', 'Gt', '4')).to.equal(false)
    expect(holds('zone', 'Like', 'x')).to.equal(false)
  })

  it('finds a node by its name', () => {
    const named = (name: string) => ({
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
    })
    expect(matchesNodeSelector(named('a'), node)).to.equal(true)
    expect(matchesNodeSelector(named('b'), node)).to.equal(false)
  })

  it('means no node when it or a term is empty', () => {
    expect(matchesNodeSelector({}, node)).to.equal(false)
    expect(matchesNodeSelector({ nodeSelectorTerms: [{}] }, node)).to.equal(false)
  })
})
