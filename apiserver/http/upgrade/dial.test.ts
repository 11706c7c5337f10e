import { expect } from 'chai'
import { EventEmitter, once } from 'node:events'
import { request } from 'node:http'
import type { ClientRequest } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { dialError } from './dial-error.ts'
import { limitDial } from './limit-dial.ts'

describe('dialError', () => {
  it("speaks as Go's net package does", async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const error = await new Promise((resolve) => request({ host: '127.0.0.1', port }).on('error', resolve).end())
    expect(dialError(error)).to.equal(`dial tcp 127.0.0.1:${port}: connect: connection refused`)
    expect(dialError(Object.assign(new Error('x'), { code: 'ENOTFOUND', hostname: 'nowhere' })))
      .to.equal('dial tcp: lookup nowhere: no such host')
    expect(dialError(new Error('something else'))).to.equal('something else')
  })
})

describe('limitDial', () => {
  const dialled = (socket: EventEmitter & { connecting: boolean }) => {
    const asked = Object.assign(new EventEmitter(), { destroy: (error: Error) => asked.emit('error', error) })
    limitDial(asked as unknown as ClientRequest, 1)
    asked.emit('socket', socket)
    return asked
  }

  it('gives up on what does not answer', async () => {
    const asked = dialled(Object.assign(new EventEmitter(), { connecting: true }))
    const error = await new Promise((resolve) => asked.once('error', resolve))
    expect(dialError(error)).to.equal('i/o timeout')
  })

  it('leaves alone what is connected', async () => {
    const socket = Object.assign(new EventEmitter(), { connecting: true })
    const asked = dialled(socket)
    socket.emit('connect')
    const end = new Promise((resolve, reject) => {
      asked.once('error', reject)
      setTimeout(resolve, 5)
    })
    await end
  })
})
