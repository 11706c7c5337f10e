import { request as httpsRequest } from 'node:https'
import { badRequest, internalError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { getObject } from '../../registry/get.ts'
import { respond } from '../respond.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { containerOf, nodeOf } from './log.ts'

/** `pods/NAME/exec`, `attach` and `portforward`: the client's stream goes on to the node's kubelet. */
export async function connect(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { info, signal, upgrade } = exchange
  const { object: pod } = await getObject(resource, namespaceOf(scope), info.name, '', signal)
  const path = kubeletPath(scope, pod)
  const node = nodeOf(scope, pod)
  if (!node) throw badRequest(`pod ${info.name} does not have a host assigned`)
  if (!services.kubelets) throw internalError('cannot reach kubelets: no client certificate is configured')
  if (!upgrade) throw badRequest('Upgrade request required')
  await tunnel(scope, services.kubelets.target(node, path))
}

function kubeletPath({ exchange: { info, query } }: Scope, pod: KubeObject): string {
  const where = `${pod.metadata.namespace}/${info.name}`
  if (info.subresource === 'portforward') return `/portForward/${where}/${pod.metadata.uid}?${query}`
  const container = containerOf(pod, query.get('container') ?? '')
  const options = new URLSearchParams()
  for (const command of query.getAll('command')) options.append('command', command)
  for (const [stream, kubelets] of [['stdin', 'input'], ['stdout', 'output'], ['stderr', 'error'], ['tty', 'tty']] as const) {
    if (/^(true|1)$/i.test(query.get(stream) ?? '')) options.set(kubelets, '1')
  }
  return `/${info.subresource}/${where}/${pod.metadata.uid}/${container}?${options}`
}

interface Target { host: string; port: number; path: string; tls: { key: string; cert: string; ca: string } }

/** Repeats the upgrade at the kubelet; once it agrees, bytes go both ways untouched. */
function tunnel({ exchange }: Scope, { host, port, path, tls }: Target): Promise<void> {
  const { request, upgrade } = exchange
  const { authorization: _, host: __, ...headers } = request.headers
  const outgoing = httpsRequest({
    host, port, path, ...tls, method: request.method, headers, checkServerIdentity: () => undefined,
  })
  return new Promise((resolve, reject) => {
    outgoing.on('error', (cause) => reject(internalError(`error dialing backend: ${cause.message}`, { cause })))
    outgoing.on('response', (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        respond(exchange, answer.statusCode ?? 502, answer.headers['content-type'] ?? 'text/plain', Buffer.concat(chunks))
        resolve()
      })
    })
    outgoing.on('upgrade', (answer, kubelet, early) => {
      const { socket: client, head } = upgrade!
      const lines = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) => values.map((value) => `${name}: ${value}\r\n`))
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
      if (early.length > 0) client.write(early)
      if (head.length > 0) kubelet.write(head)
      const end = () => { client.destroy(); kubelet.destroy(); resolve() }
      for (const socket of [client, kubelet]) socket.on('error', end).on('close', end)
      kubelet.pipe(client)
      client.pipe(kubelet)
    })
    outgoing.end()
  })
}
