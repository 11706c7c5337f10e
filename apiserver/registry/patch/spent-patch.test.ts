import { expect } from 'chai'
import { spentPatch } from './spent-patch.ts'

describe('what is left of a strategic patch', () => {
  it('has no directives that were followed, and no lists that were ordered', () => {
    const patch = {
      metadata: { labels: { $patch: 'replace', a: 'b' }, annotations: { $retainKeys: ['x'], x: 'y' } },
      spec: {
        $retainKeys: ['list'], list: [{ name: 'a' }], '$setElementOrder/list': [{ name: 'a' }],
        gone: { $patch: 'delete' },
      },
    }
    expect(spentPatch({ metadata: { labels: {} }, spec: { list: [], gone: {} } }, patch)).to.deep.equal({
      metadata: { labels: { a: 'b' }, annotations: { $retainKeys: ['x'], x: 'y' } },
      spec: { gone: { $patch: 'delete' } },
    })
  })
})
