import { expect } from 'chai'

import { apartFromV2, parseMounts } from './mount-namespace.ts'

describe('parseMounts', () => {
  it('reads where things are mounted and with whom they are shared', () => {
    const text = '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n44 27 254:0 /a /run/with\\040space rw shared:7 master:3 - ext4 /dev/vda rw\n'
    expect(parseMounts(text)).to.deep.equal([
      { path: '/', propagation: [] },
      { path: '/run/with space', propagation: ['shared:7', 'master:3'] },
    ])
  })
})

describe('apartFromV2', () => {
  it('enters the mount namespace of what still lives', () => {
    expect(apartFromV2(12)).to.deep.equal(['nsenter', '--mount=/proc/12/ns/mnt', '--'])
  })

  it('splits a new one off where nothing lives', () => {
    expect(apartFromV2(null).slice(0, 4)).to.deep.equal(['unshare', '--mount', '--propagation', 'unchanged'])
  })
})
