import { expect } from 'chai'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createNetnsDialer } from './netns-dialer.ts'
import type { NetnsDialer } from './netns-dialer.ts'

/** A process with a network of its own, whose localhost greets on some port. */
const greeter = `
  const server = require('node:net').createServer({ allowHalfOpen: true }, (socket) => {
    socket.write('hello ')
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

describe('createNetnsDialer', () => {
  let dialer: NetnsDialer
  let child: ChildProcess | undefined
  beforeEach(() => { dialer = createNetnsDialer() })
  afterEach(() => {
    dialer.close()
    child?.kill('SIGKILL')
  })

  it('connects where it runs itself', async () => {
    const server = createServer((socket) => socket.end('here')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = await dialer.dial(process.pid, (server.address() as AddressInfo).port)
    expect((await socket.setEncoding('utf8').toArray()).join('')).to.equal('here')
    socket.destroy()
    server.close()
  })

  it('connects to the localhost of another network, where nothing of this machine listens', async function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('  network namespaces are for root only: skipped\n')
      this.skip()
    }
    child = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up; exec "$0" -e "$1"', process.execPath, greeter], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = await once(child.stdout!, 'data')
    const [pid, port] = [child.pid!, Number(String(line))]
    const sockets = await Promise.all([1, 2, 3].map(() => dialer.dial(pid, port)))
    for (const socket of sockets) {
      socket.end('there')
      expect((await socket.setEncoding('utf8').toArray()).join('')).to.equal('hello there')
      socket.destroy()
    }
    const failure = await dialer.dial(pid, 1).catch((error: Error) => error.message)
    expect(failure).to.equal(
      'IPv4: dial tcp4 127.0.0.1:1: connect: connection refused IPv6: dial tcp6 [::1]:1: connect: connection refused',
    )
  })
})
