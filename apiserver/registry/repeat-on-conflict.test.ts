import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import { repeatOnConflict } from './repeat-on-conflict.ts'

const conflict = () => new ApiError(409, 'Conflict', 'somebody else was faster')

/** Fails with these errors, one after the other, and succeeds behind them. */
function failing(...errors: Error[]) {
  let calls = 0
  const act = async (): Promise<number> => {
    const error = errors[calls++]
    if (error) throw error
    return calls
  }
  return { act, calls: () => calls }
}

/** What the work failed with. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => undefined, (error: unknown) => error)
}

describe('repeatOnConflict', () => {
  it('does it again until nobody is faster', async () => {
    expect(await repeatOnConflict(5, failing(conflict(), conflict()).act)).to.equal(3)
  })

  it('gives up after so many times, with the conflict', async () => {
    const { act, calls } = failing(conflict(), conflict(), conflict())
    expect(await failureOf(repeatOnConflict(2, act))).to.include({ reason: 'Conflict' })
    expect(calls()).to.equal(2)
  })

  it('leaves other failures alone', async () => {
    const gone = new ApiError(404, 'NotFound', 'gone')
    const { act, calls } = failing(gone)
    expect(await failureOf(repeatOnConflict(5, act))).to.equal(gone)
    expect(calls()).to.equal(1)
  })
})
