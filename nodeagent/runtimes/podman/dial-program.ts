/** What is asked of the program, and what it answers; a connected socket comes with an answer without `error`. */
export interface DialRequest { id: number; port: number }
export interface DialAnswer { id: number; error?: string }

/**
 * Runs in a process of its own, inside a pod's network namespace: connects to ports of its localhost and hands the
 * sockets to its parent, which they outlive it in. It is passed on as text, so it uses nothing from outside itself.
 */
function dialer(): void {
  const net = process.getBuiltinModule('node:net')

  function attempt(request: DialRequest, hosts: string[], failures: string[]): void {
    const [host, ...others] = hosts
    if (host === undefined) {
      process.send?.({ id: request.id, error: failures.join(' ') })
      return
    }
    const socket = new net.Socket({ allowHalfOpen: true })
    // Nothing may be read here: what is read would stay here.
    socket.pause()
    const onError = (error: NodeJS.ErrnoException): void => {
      const family = host === '::1' ? 6 : 4
      const why = error.code === 'ECONNREFUSED' ? 'connect: connection refused' : error.message
      attempt(request, others, [
        ...failures, `IPv${family}: dial tcp${family} ${family === 6 ? `[${host}]` : host}:${request.port}: ${why}`,
      ])
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      socket.off('error', onError)
      socket.on('error', () => {})
      process.send?.({ id: request.id }, socket)
    })
    socket.connect({ host, port: request.port })
  }

  process.on('message', (request) => attempt(request as DialRequest, ['127.0.0.1', '::1'], []))
  process.on('disconnect', () => process.exit())
}

/** The program, for `node -e`. */
export const dialProgram = `(${dialer.toString()})()`
