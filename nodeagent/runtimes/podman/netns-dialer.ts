import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { dialProgram } from './dial-program.ts'
import type { DialAnswer } from './dial-program.ts'

/** How long a helper waits for another connection to its pod. */
const idleMilliseconds = 10_000

/** Connects to ports of localhost in the network namespaces of processes. */
export interface NetnsDialer {
  /** Rejects with the reasons when nothing listens on 127.0.0.1 or ::1 there. */
  dial(pid: number, port: number): Promise<Socket>
  /** Ends the helpers; connections go on. */
  close(): void
}

interface Helper {
  child: ChildProcess
  pending: Map<number, PromiseWithResolvers<Socket>>
  idle: NodeJS.Timeout | undefined
}

/**
 * A process cannot leave its network namespace for one connection, so a helper per namespace is started where it must
 * connect; it hands over the connected sockets, which are then as fast as any, and is ended when it is idle.
 */
export function createNetnsDialer(): NetnsDialer {
  const helpers = new Map<number, Helper>()
  let requests = 0

  function helperFor(pid: number): Helper {
    const known = helpers.get(pid)
    if (known) return known
    const child = spawn('nsenter', [
      `--net=/proc/${pid}/ns/net`, '--', process.execPath, '--title=coracle-dialer', '-e', dialProgram,
    ], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] },
    })
    const helper: Helper = { child, pending: new Map(), idle: undefined }
    helpers.set(pid, helper)
    child.on('message', (message, socket) => answered(helper, message as DialAnswer, socket as Socket | undefined))
    const gone = (): void => {
      if (helpers.get(pid) === helper) helpers.delete(pid)
      clearTimeout(helper.idle)
      for (const { reject } of helper.pending.values()) reject(new Error('the network namespace is gone'))
      helper.pending.clear()
    }
    child.once('error', gone)
    child.once('exit', gone)
    return helper
  }

  function answered(helper: Helper, { id, error }: DialAnswer, socket: Socket | undefined): void {
    const waiting = helper.pending.get(id)
    helper.pending.delete(id)
    if (helper.pending.size === 0) helper.idle = setTimeout(() => end(helper), idleMilliseconds).unref()
    if (socket && waiting) {
      // Each side may end its half alone.
      socket.allowHalfOpen = true
      waiting.resolve(socket)
    } else {
      socket?.destroy()
      waiting?.reject(new Error(error ?? 'the connection was lost'))
    }
  }

  function end({ child }: Helper): void {
    for (const [pid, helper] of helpers) if (helper.child === child) helpers.delete(pid)
    if (child.connected) child.disconnect()
  }

  return {
    async dial(pid, port) {
      if (isOurs(pid)) return connectHere(port)
      const helper = helperFor(pid)
      clearTimeout(helper.idle)
      const id = (requests += 1)
      const waiting = Promise.withResolvers<Socket>()
      helper.pending.set(id, waiting)
      helper.child.send({ id, port }, (error) => {
        if (error) waiting.reject(error)
      })
      return waiting.promise
    },
    close: () => [...helpers.values()].forEach(end),
  }
}

/** Pods with the host's network are reached from here. */
function isOurs(pid: number): boolean {
  return readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')
}

function connectHere(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: 'localhost', port, allowHalfOpen: true, autoSelectFamily: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
