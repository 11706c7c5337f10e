import { expect } from 'chai'

import { expand } from './expand.ts'

describe('expand', () => {
  it('replaces known names, keeps unknown ones and unescapes dollars', () => {
    const valueOf = (name: string) => ({ A: '1' })[name]
    expect(expand('$(A) $(B) $$(A) $A', valueOf)).to.equal('1 $(B) $(A) $A')
  })
})
