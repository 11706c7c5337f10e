import { expect } from 'chai'
import { atOnce, inTurns, type Steps } from './steps.ts'

function* counting(seen: string[], failing = false): Steps<number> {
  for (const step of ['one', 'two']) {
    seen.push(step)
    yield
  }
  if (failing) throw new Error('failed')
  return 3
}

describe('work in steps', () => {
  it('is done at once', () => {
    const seen: string[] = []
    expect(atOnce(counting(seen))).to.equal(3)
    expect(seen).to.eql(['one', 'two'])
  })

  it('lets others have their turns between its steps', async () => {
    const seen: string[] = []
    const done = inTurns(counting(seen))
    expect(seen).to.eql(['one'])
    setImmediate(() => seen.push('another'))
    expect(await done).to.equal(3)
    expect(seen).to.include('another').and.to.have.members(['one', 'two', 'another'])
  })

  it('fails as it fails', async () => {
    expect(() => atOnce(counting([], true))).to.throw('failed')
    expect(await inTurns(counting([], true)).catch((error: Error) => error.message)).to.equal('failed')
  })
})
