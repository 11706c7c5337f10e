import { expect } from 'chai'
import fc from 'fast-check'
import { withoutOuterSlashes, withoutTrailingSlashes } from './slashes.ts'

describe('slashes around a path', () => {
  it('are taken off as a regular expression would', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('/', 'a', 'b') }), (path) => {
      expect(withoutTrailingSlashes(path)).to.equal(path.replace(/\/+$/, ''))
      expect(withoutOuterSlashes(path)).to.equal(path.replace(/^\/+|\/+$/g, ''))
    }))
  })
})
