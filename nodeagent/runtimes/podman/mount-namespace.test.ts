import { expect } from 'chai'

import { apartFromV2, isShared } from './mount-namespace.ts'

describe('apartFromV2', () => {
  it('enters the mount namespace of what still lives', () => {
    expect(apartFromV2(12)).to.deep.equal(['nsenter', '--mount=/proc/12/ns/mnt', '--'])
  })

  it('splits a new one off where nothing lives', () => {
    expect(apartFromV2(null).slice(0, 4)).to.deep.equal(['unshare', '--mount', '--propagation', 'unchanged'])
  })
})

describe('isShared', () => {
  const at = (path: string, ...propagation: string[]) => ({ path, propagation })

  it('asks the nearest mount around a folder', () => {
    expect(isShared('/run/netns', [at('/')])).to.equal(false)
    expect(isShared('/run/netns', [at('/', 'shared:1')])).to.equal(true)
    expect(isShared('/run/netns', [at('/', 'shared:1'), at('/run'), at('/run/net', 'shared:2')])).to.equal(false)
    expect(isShared('/run/netns', [at('/'), at('/run/netns', 'shared:3', 'master:1')])).to.equal(true)
  })

  it('takes the later of two mounts over each other', () => {
    expect(isShared('/run/netns', [at('/run/netns', 'shared:1'), at('/run/netns')])).to.equal(false)
  })
})
