import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * The answer that an HTTP/1.1 connection is at; undefined while it waits for a request. Node keeps this mark on the
 * socket for its own use, and nowhere else.
 */
export function currentAnswer(socket: Duplex | null): ServerResponse | undefined {
  return (socket as { _httpMessage?: ServerResponse | null } | null)?._httpMessage ?? undefined
}
