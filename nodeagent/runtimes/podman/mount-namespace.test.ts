import { expect } from 'chai'

import { apartFromV2 } from './mount-namespace.ts'

describe('apartFromV2', () => {
  it('enters the mount namespace of what still lives', () => {
    expect(apartFromV2(12)).to.deep.equal(['nsenter', '--mount=/proc/12/ns/mnt', '--'])
  })

  it('splits a new one off where nothing lives', () => {
    expect(apartFromV2(null).slice(0, 4)).to.deep.equal(['unshare', '--mount', '--propagation', 'unchanged'])
  })
})
