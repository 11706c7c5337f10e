import { expect } from 'chai'

import { parseMounts } from './mounts.ts'

describe('parseMounts', () => {
  it('reads where things are mounted and with whom they are shared', () => {
    const text = '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n44 27 254:0 /a /run/with\\040space rw shared:7 '
      + 'master:3 - ext4 /dev/vda rw\n'
    expect(parseMounts(text)).to.deep.equal([
      { path: '/', propagation: [] },
      { path: '/run/with space', propagation: ['shared:7', 'master:3'] },
    ])
  })
})
