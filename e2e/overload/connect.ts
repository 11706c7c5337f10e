import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { KubeConfig } from '@kubernetes/client-node'

/** Whom to reach, and by which kubeconfig to be somebody there. */
export interface Target {
  port: number
  kubeconfig: string
}

/** How a connection is made. */
export interface ConnectionOptions {
  protocol?: 'http/1.1' | 'h2'
  /** Come without a certificate. */
  anonymous?: boolean
}

/**
 * A TLS connection of its own, on which a test may say what no client library would.
 * Errors of a connection that is cut are its end.
 */
export async function connect(
  { port, kubeconfig }: Target, { protocol = 'http/1.1', anonymous = false }: ConnectionOptions = {},
): Promise<TLSSocket> {
  const config = new KubeConfig()
  config.loadFromString(readFileSync(kubeconfig, 'utf8'))
  const decoded = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64')
  const user = config.getCurrentUser()
  const identity = anonymous ? {} : { cert: decoded(user?.certData), key: decoded(user?.keyData) }
  const socket = connectTls({
    host: '127.0.0.1', port, ca: decoded(config.getCurrentCluster()?.caData), ALPNProtocols: [protocol], ...identity,
  })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

/** Resolves when a connection is closed, by whichever side. */
export function closed(socket: TLSSocket): Promise<void> {
  socket.resume()
  return new Promise((resolve) => (socket.closed ? resolve() : void socket.once('close', () => resolve())))
}

/** Writes until the other side takes no more, and then waits; false when the connection is gone. */
export function write(socket: TLSSocket, bytes: Buffer | string): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve(false)
    const end = (): void => {
      socket.off('drain', end).off('close', end)
      resolve(!socket.destroyed)
    }
    if (socket.write(bytes)) return resolve(true)
    socket.on('drain', end).on('close', end)
  })
}

/** Everything that comes until the connection is closed, as text. */
export async function readToEnd(socket: TLSSocket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk))
  await closed(socket)
  return text
}
