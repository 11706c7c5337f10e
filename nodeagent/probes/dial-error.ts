/** Why a connection failed, as Go's net package says it: `dial tcp 10.42.0.5:80: connect: connection refused`. */
export function dialError(error: unknown, host: string, port: number): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const why = reasons[code]
  if (why !== undefined) return `dial tcp ${address}: ${why}`
  return error instanceof Error ? `dial tcp ${address}: ${error.message}` : String(error)
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ENOTFOUND: 'lookup: no such host',
}
