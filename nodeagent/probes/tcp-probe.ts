import { connect } from 'node:net'

import { dialError } from './dial-error.ts'
import { failure, success } from './outcome.ts'
import type { ProbeOutcome } from './outcome.ts'

/** Whether a port takes connections. */
export function probeTcp(host: string, port: number, timeoutMs: number): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (outcome: ProbeOutcome) => {
      clearTimeout(late)
      socket.destroy()
      resolve(outcome)
    }
    const late = setTimeout(() => end(failure(dialError({ code: 'ETIMEDOUT' }, host, port))), timeoutMs)
    socket.on('connect', () => end(success()))
    socket.on('error', (error) => end(failure(dialError(error, host, port))))
  })
}
