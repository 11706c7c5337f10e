import { expect } from 'chai'
import { EventEmitter } from 'node:events'
import type { Http2SecureServer } from 'node:http2'
import { holdConnections } from './hold-connections.ts'

/** A connection, idle unless it is at an answer. */
class Connection extends EventEmitter {
  destroyed = false
  _httpMessage: object | null = null

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }
}

function serverWith(limit: number) {
  const server = new EventEmitter()
  holdConnections(server as unknown as Http2SecureServer, limit)
  return (busy = false): Connection => {
    const connection = new Connection()
    if (busy) connection._httpMessage = {}
    server.emit('secureConnection', connection)
    return connection
  }
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('a server that is full', () => {
  it('gives the place of the oldest idle connection to who comes', () => {
    const come = serverWith(3)
    const all = [come(true), come(), come(), come(true)]
    expect(all.map(({ destroyed }) => destroyed)).to.deep.equal([false, true, false, false])
  })

  it('turns away who comes when all are busy, and has room again when one goes', async () => {
    const come = serverWith(2)
    const [first, second, third] = [come(true), come(true), come()]
    await turn()
    expect([first, second, third].map((one) => one?.destroyed)).to.deep.equal([false, false, true])
    first?.destroy()
    const fourth = come()
    await turn()
    expect([second?.destroyed, fourth.destroyed]).to.deep.equal([false, false])
  })
})
