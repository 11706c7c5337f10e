import { badRequest } from '../../apimachinery/api-error.ts'
import type { ExecOptions } from '../runtimes/runtime.ts'
import type { ContainerAddress, ContainerLogOptions } from './kubelet-api.ts'

/** A request to the kubelet API, taken apart. */
export type KubeletRequest =
  | { name: 'healthz' }
  | { name: 'pods' }
  | { name: 'logs'; address: ContainerAddress }
  | { name: 'exec' | 'attach'; address: ContainerAddress; options: ExecOptions }

/** What a URL asks for; null when the kubelet API has no such path. */
export function parseRequest(url: URL): KubeletRequest | null {
  const [verb, namespace, pod, container, ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent)
  if (verb === 'healthz' && namespace === undefined) return { name: 'healthz' }
  if ((verb === 'pods' || verb === 'runningpods') && !namespace) return { name: 'pods' }
  if (!namespace || !pod || !container) return null
  if (verb === 'containerLogs' && rest.length === 0) return { name: 'logs', address: { namespace, pod, container } }
  if (verb !== 'exec' && verb !== 'attach') return null
  // A uid may stand before the container, as kubelet allows.
  return { name: verb, address: { namespace, pod, container: rest[0] ?? container }, options: execOptions(url.searchParams) }
}

/** Upstream: remotecommandserver.NewOptions, with the names that the API server and kubelet use. */
export function execOptions(query: URLSearchParams): ExecOptions {
  const flag = (...names: string[]) => names.some((name) => ['1', 'true'].includes(query.get(name) ?? ''))
  const tty = flag('tty')
  return {
    command: query.getAll('command'),
    stdin: flag('input', 'stdin'),
    stdout: flag('output', 'stdout'),
    // A terminal has one output.
    stderr: flag('error', 'stderr') && !tty,
    tty,
  }
}

/** Upstream: v1.PodLogOptions from the query; wrong values are refused as the API server words it. */
export function logOptions(query: URLSearchParams, signal: AbortSignal, now: Date): ContainerLogOptions {
  const number = (name: string): number | undefined => {
    const text = query.get(name)
    if (text === null || text === '') return undefined
    const value = Number(text)
    if (!Number.isInteger(value) || value < 0) throw badRequest(`${name}: Invalid value: "${text}"`)
    return value
  }
  const flag = (name: string) => ['1', 'true'].includes(query.get(name) ?? '')
  const [tailLines, limitBytes, seconds] = [number('tailLines'), number('limitBytes'), number('sinceSeconds')]
  const time = query.get('sinceTime')
  const since = seconds === undefined ? (time ? new Date(time) : undefined) : new Date(now.getTime() - seconds * 1000)
  return {
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    signal,
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(since === undefined ? {} : { since }),
  }
}
