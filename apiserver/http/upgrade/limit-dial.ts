import type { ClientRequest } from 'node:http'

/** How long a connection may take to stand; upstream's dialers wait as long. */
const dialMilliseconds = 30_000

/** Gives up on a request whose connection does not come about: a host that is off answers nothing at all. */
export function limitDial(request: ClientRequest, milliseconds = dialMilliseconds): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return
    const late = setTimeout(
      () => request.destroy(Object.assign(new Error('i/o timeout'), { code: 'ETIMEDOUT' })), milliseconds,
    )
    const done = (): void => clearTimeout(late)
    socket.once('connect', done)
    socket.once('close', done)
  })
}
