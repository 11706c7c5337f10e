import { expect } from 'chai'
import { inGroups } from './in-groups.ts'

describe('what is done in groups', () => {
  it('is begun in order, and never more at a time than a group is large', async () => {
    const begun: number[] = []
    let [open, most] = [0, 0]
    await inGroups([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      most = Math.max(most, ++open)
      await Promise.resolve()
      open--
    })
    expect(begun).to.deep.equal([1, 2, 3, 4, 5])
    expect(most).to.equal(2)
  })

  it('ends with the group in which something failed', async () => {
    const begun: number[] = []
    const failing = inGroups([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      if (item === 3) throw new Error('three')
    })
    expect(await failing.catch((error: Error) => error.message)).to.equal('three')
    expect(begun).to.deep.equal([1, 2, 3, 4])
  })
})
