import { expect } from 'chai'
import { connectionLimits } from '../../../apimachinery/limits.ts'
import { roomFor } from './room.ts'

describe('room for connections', () => {
  it('leaves the store a fourth of the files', () => {
    expect([roomFor.connections(1024), roomFor.strangers(1024)]).to.deep.equal([512, 256])
  })

  it('has its bounds, however many files there may be', () => {
    const endless = Number.POSITIVE_INFINITY
    expect([roomFor.connections(endless), roomFor.strangers(endless)])
      .to.deep.equal([connectionLimits.connections, connectionLimits.handshakes])
  })
})
