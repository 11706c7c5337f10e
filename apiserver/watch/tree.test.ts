import { expect } from 'chai'
import fc from 'fast-check'
import { emptyTree, treeOfSorted } from './tree.ts'

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 9000 })
const changes = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 4 }), fc.boolean()), { maxLength: 200 })

describe('a tree made of sorted entries', () => {
  it('is what setting them one by one makes, and goes on like it', () =>
    fc.assert(fc.property(names, changes, (keys, later) => {
      const sorted = [...keys].sort((one, other) => (one < other ? -1 : 1))
      let built = treeOfSorted(sorted.map((key): [string, number] => [key, key.length]))
      let grown = keys.reduce((tree, key) => tree.set(key, key.length), emptyTree<number>())
      for (const [key, remove] of later) {
        built = remove ? built.remove(key) : built.set(key, 0)
        grown = remove ? grown.remove(key) : grown.set(key, 0)
      }
      expect([...built.scan('')]).to.deep.equal([...grown.scan('')])
      expect(built.size).to.equal(grown.size)
      for (const key of ['', 'm', ...sorted.slice(0, 20)]) {
        expect(built.rank(key)).to.equal(grown.rank(key))
        expect(built.get(key)).to.equal(grown.get(key))
      }
    }), { numRuns: 40 }))
})
