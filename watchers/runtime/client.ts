import type { KubeConfig } from '@kubernetes/client-node'
import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { patchContentTypes, resourcePath } from './api-client.ts'
import type { ApiClient, DeleteOptions, ObjectList, ResourceRef } from './api-client.ts'
import { jsonLines } from './json-lines.ts'
import { createTransport } from './transport.ts'
import type { Transport, TransportResponse } from './transport.ts'

export type * from './api-client.ts'

export interface ClientOptions {
  /** What the server's audit and managed fields show, such as `coracle-agent`. */
  userAgent: string
}

/** An `ApiClient` over HTTPS with the kubeconfig's current context. */
export function createClient(kubeConfig: KubeConfig, { userAgent }: ClientOptions): ApiClient {
  return clientOver(createTransport(kubeConfig, userAgent))
}

/** An `ApiClient` over any transport. */
export function clientOver(transport: Transport): ApiClient {
  const send = async (method: string, path: string, body?: unknown, contentType = 'application/json') => {
    const response = await transport({
      method,
      path,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.statusCode ?? 0, body: await readText(response) }
  }

  const call = async (...request: Parameters<typeof send>): Promise<any> => {
    const { status, body } = await send(...request)
    if (status >= 400) throw errorFrom(status, body)
    return body === '' ? {} : JSON.parse(body)
  }

  return {
    get: (ref, name, subresource) => call('GET', resourcePath(ref, name, subresource)),
    list: async <T extends KubeObject>(ref: ResourceRef, query: Record<string, string> = {}) =>
      withTypes<T>(await call('GET', withQuery(resourcePath(ref), query))),
    watch: (ref, query, onEvent, signal) =>
      watch(transport, withQuery(resourcePath(ref), { ...query, watch: '1' }), onEvent, signal),
    create: (ref, object, name, subresource) => call('POST', resourcePath(ref, name, subresource), object),
    update: (ref, object, subresource) =>
      call('PUT', resourcePath(ref, object.metadata.name ?? '', subresource), object),
    patch: (ref, name, patch, type, { subresource, fieldManager, force } = {}) => {
      const query = {
        ...(fieldManager === undefined ? {} : { fieldManager }),
        ...(force === undefined ? {} : { force: String(force) }),
      }
      return call('PATCH', withQuery(resourcePath(ref, name, subresource), query), patch, patchContentTypes[type])
    },
    delete: async (ref, name, options) => {
      await call('DELETE', resourcePath(ref, name), options === undefined ? undefined : deleteBody(options))
    },
    raw: (method, path, body) => send(method, path, body),
  }
}

async function watch(
  transport: Transport,
  path: string,
  onEvent: (event: any) => void,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  try {
    const response = await transport({ method: 'GET', path, headers: { accept: 'application/json' }, signal })
    const status = response.statusCode ?? 0
    if (status >= 400) throw errorFrom(status, await readText(response))
    const feed = jsonLines(onEvent)
    for await (const chunk of response) feed(chunk)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** The error a refused request means; a body that is no Status (a proxy's page) becomes the message. */
export function errorFrom(status: number, body: string): ApiError {
  let parsed: any
  try {
    parsed = JSON.parse(body)
  } catch {
    // Not JSON: the text itself is all there is to say.
  }
  if (parsed?.kind === 'Status') return errorFromStatus(parsed, status)
  return new ApiError(status, '', body.trim() || `the server answered ${status}`)
}

/** The error a Status means, such as the one in a watch's ERROR event. */
export function errorFromStatus(status: any, code = 500): ApiError {
  return new ApiError(status.code ?? code, status.reason ?? '', status.message ?? '', status.details)
}

async function readText(response: TransportResponse): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function withQuery(path: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

function deleteBody(options: DeleteOptions): unknown {
  return { kind: 'DeleteOptions', apiVersion: 'v1', ...options }
}

function withTypes<T extends KubeObject>(list: any): ObjectList<T> {
  const { kind, apiVersion, metadata, items } = list ?? {}
  // To take anything else for an empty list would be to believe that everything is gone.
  if (!String(kind).endsWith('List') || typeof metadata?.resourceVersion !== 'string' || !Array.isArray(items ?? [])) {
    throw new SyntaxError('cannot read a list: the answer is none')
  }
  const types = { apiVersion: String(apiVersion), kind: String(kind).replace(/List$/, '') }
  return {
    items: (items ?? []).map((item: T) => ({ ...types, ...item })),
    resourceVersion: metadata.resourceVersion,
    ...(metadata.continue ? { continue: metadata.continue } : {}),
  }
}
