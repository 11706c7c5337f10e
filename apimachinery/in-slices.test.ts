import { expect } from 'chai'
import { inSlices } from './in-slices.ts'

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('a long work in slices', () => {
  it('comes to all in their order, and others get their turn between', async () => {
    const seen: number[] = []
    let time = 0
    // Each takes a millisecond, so that a slice is over at sixteen.
    const done = inSlices(
      Array.from({ length: 40 }, (_, at) => at), (at) => { time += seen.push(at) > 0 ? 1 : 0 }, () => time,
    )
    const progress: number[] = []
    while (seen.length < 40) {
      progress.push(seen.length)
      await turn()
    }
    await done
    expect(seen).to.deep.equal(Array.from({ length: 40 }, (_, at) => at))
    expect(progress).to.deep.equal([0, 16, 32])
  })

  it('ends early where it is told to', async () => {
    const seen: number[] = []
    await inSlices([1, 2, 3], (at) => seen.push(at) === 2)
    expect(seen).to.deep.equal([1, 2])
  })

  it('ends with what one of it throws', async () => {
    const failing = inSlices([1, 2], (at) => { if (at === 2) throw new RangeError('two') })
    expect(await failing.catch((error: Error) => error.message)).to.equal('two')
  })

  it('of nothing is nothing', () => inSlices([], () => { throw new Error('there is nothing') }))
})
