import { expect } from 'chai'
import { unifiedDiff } from './unified-diff.ts'

describe('a unified diff', () => {
  it('shows a changed line with three lines around it', () => {
    expect(unifiedDiff('1\n2\n3\n4\n5\n6\n7\n8\n9', '1\n2\n3\n4\nx\n6\n7\n8\n9'))
      .to.equal('@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n')
  })

  it('is empty for equal texts', () => {
    expect(unifiedDiff('a\nb', 'a\nb')).to.equal('')
  })
})
