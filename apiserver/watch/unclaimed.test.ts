import { expect } from 'chai'
import { UnclaimedEntries } from './unclaimed.ts'

const entry = (key: string) => ({ key, value: Buffer.from('{}'), revision: 1 })

describe('entries that no resource has asked for', () => {
  it('are given once, those with the prefix, in order of their keys', () => {
    const entries = new UnclaimedEntries()
    const keys = [
      '/registry/services/specs/b', '/registry/services/endpoints/a', '/registry/services/specs/a',
      '/registry/pods/x/y', '/odd', 'none',
    ]
    for (const key of keys) entries.put(entry(key))
    entries.put(entry('/registry/pods/x/z'))
    entries.delete('/registry/pods/x/z')
    const take = (prefix: string) => entries.take(prefix).map(({ key }) => key)
    expect(take('/registry/services/specs/'))
      .to.deep.equal(['/registry/services/specs/a', '/registry/services/specs/b'])
    expect(take('/registry/services/specs/')).to.deep.equal([])
    expect(take('/registry/')).to.deep.equal(['/registry/pods/x/y', '/registry/services/endpoints/a'])
    expect(entries.size).to.equal(2)
    expect(take('/odd')).to.deep.equal(['/odd'])
    expect(take('')).to.deep.equal(['none'])
  })
})
