import { constants, type ServerHttp2Session } from 'node:http2'
import { connectionLimits, http2Limits } from '../../../apimachinery/limits.ts'
import { Allowance } from './allowance.ts'

const tooMuch = constants.NGHTTP2_ENHANCE_YOUR_CALM

/**
 * Bounds what an HTTP/2 connection asks for besides requests, and streams taken back without end (rapid reset): beyond
 * it the client is told to calm down, as Go's server tells it. Asks a connection to go when it has long had no stream;
 * one with a quiet watch may stay. Headers without end, frames that break the protocol and what nobody reads are
 * nghttp2's to bound, by the options of the server. Says whether a stream is open.
 */
export function guardSession(session: ServerHttp2Session): { busy(): boolean } {
  blameClient(session)
  const control = new Allowance(http2Limits.controlFrames, http2Limits.controlWindowMilliseconds)
  const resets = new Allowance(http2Limits.resetBurst, (http2Limits.resetBurst / http2Limits.resetsPerSecond) * 1000)
  const count = (allowance: Allowance, what: string): void => {
    if (allowance.take()) return
    session.destroy(new Error(`cannot serve the connection: it ${what} without end`), tooMuch)
  }
  session.on('ping', () => count(control, 'pings'))
  session.on('remoteSettings', () => count(control, 'changes settings'))
  let streams = 0
  session.on('stream', (stream) => {
    streams++
    stream.once('close', () => streams--)
    stream.once('aborted', () => count(resets, 'takes streams back'))
  })
  session.setTimeout(connectionLimits.keepAliveMilliseconds, () => {
    if (streams === 0) session.close()
  })
  return { busy: () => streams > 0 }
}

/** Where nghttp2 gives up, for streams it refused or answers nobody took, Node says that the fault is its own. */
function blameClient(session: ServerHttp2Session): void {
  const destroy = session.destroy.bind(session)
  session.destroy = (error, code) => destroy(error, code ?? (error ? tooMuch : undefined))
}
