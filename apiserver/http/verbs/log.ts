import type { IncomingMessage } from 'node:http'
import { backendLimits } from '../../../apimachinery/limits.ts'
import { ApiError, badRequest, internalError } from '../../../apimachinery/api-error.ts'
import { getObject } from '../../registry/get.ts'
import { negotiate } from '../accept.ts'
import { header } from '../exchange.ts'
import { writeWarnings } from '../respond.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { checkLogOptions, parseLogOptions, printLogOptions } from './log-options.ts'
import { containerOf, nodeOf } from './pod-container.ts'

/** GET of `pods/NAME/log`: what the node's kubelet has, as it comes; nothing (204) before the pod has a node. */
export async function log(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { response, query, info, signal } = exchange
  negotiate(header(exchange, 'accept'), { plain: true, protobuf: true, tables: false })
  const options = parseLogOptions(query)
  checkLogOptions(options, info.name)
  const { object: pod } = await getObject(resource, namespaceOf(scope), info.name, '', signal)
  const container = containerOf(pod, options.container)
  const node = nodeOf(scope, pod)
  if (!node || !services.kubelets) {
    response.writeHead(204)
    response.end()
    return
  }
  const path = `/containerLogs/${pod.metadata.namespace}/${info.name}/${container}${printLogOptions(options)}`
  const answer = await services.kubelets.get(node, path, signal)
  if (answer.statusCode !== 200) throw await refusal(answer, info.name)
  writeWarnings(exchange)
  response.writeHead(200, { 'Content-Type': 'text/plain' })
  response.flushHeaders()
  answer.on('error', () => response.destroy())
  answer.pipe(response)
}

/** What a kubelet refused, as the client is told. Upstream: GenericHttpResponseChecker. */
async function refusal(answer: IncomingMessage, name: string): Promise<ApiError> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > backendLimits.reasonBytes) break
  }
  const text = Buffer.concat(chunks).toString('utf8', 0, backendLimits.reasonBytes)
  const code = answer.statusCode ?? 500
  if (code === 500) return internalError(text)
  if (code === 400) return badRequest(text)
  const [reason, message] = generic[code]
    ?? ['InternalError', `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`]
  return new ApiError(code, reason, `${message} ( pods/log ${name})`, { name, kind: 'pods/log' })
}

/** Upstream: NewGenericServerResponse. */
const generic: Readonly<Record<number, readonly [string, string]>> = {
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
}
