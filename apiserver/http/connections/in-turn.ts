import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { connectionLimits } from '../../../apimachinery/limits.ts'
import { currentAnswer } from './current-answer.ts'

/** What a connection has asked before it heard the answer to what came first. */
const waiting = new WeakMap<Socket, (() => void)[]>()

/**
 * Handles the requests that a client sends without waiting for answers one after the other: Node hands over all that
 * came in one piece, and a thousand answers nobody has read yet would lie in memory. Who sends more than a few is cut
 * off.
 */
export function inTurn(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
  // A response that is not at its turn has no socket yet.
  if (response.socket !== null) return handle()
  const { socket } = request
  const queue = waiting.get(socket)
  if (!queue) {
    waiting.set(socket, [handle])
    return afterCurrent(socket)
  }
  if (queue.length >= connectionLimits.pipelined) return void socket.destroy()
  queue.push(handle)
}

function afterCurrent(socket: Socket): void {
  currentAnswer(socket)?.once('close', () => {
    const queue = waiting.get(socket)
    const next = queue?.shift()
    if (!next || socket.destroyed) return
    if (queue!.length === 0) waiting.delete(socket)
    next()
    if (queue!.length > 0) afterCurrent(socket)
  })
}
