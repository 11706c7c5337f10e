import { expect } from 'chai'
import { HeldRequests } from './held-requests.ts'

describe('requests that last', () => {
  it('are so many for each user, and as many again when some are over', () => {
    const held = new HeldRequests(2)
    expect(['bob', 'bob', 'bob', 'eve'].map((user) => held.enter(user))).to.deep.equal([true, true, false, true])
    held.leave('bob')
    expect([held.enter('bob'), held.enter('bob')]).to.deep.equal([true, false])
  })
})
