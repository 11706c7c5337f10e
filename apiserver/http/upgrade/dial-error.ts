const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ECONNRESET: 'connection reset by peer',
}

/** Why a connection failed, in the words of Go's net package, which clients and users know. */
export function dialError(error: unknown): string {
  // Several addresses were tried: the first tells enough.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  const { code = '', address, port, message } = first as NodeJS.ErrnoException & { address?: string; port?: number }
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${(first as { hostname?: string }).hostname ?? ''}: no such host`
  // Closed without a word, in Node's own words.
  if (message === 'socket hang up') return 'EOF'
  const reason = reasons[code]
  if (reason === undefined) return message
  if (address === undefined) return reason
  return `dial tcp ${address.includes(':') ? `[${address}]` : address}:${port}: ${reason}`
}
