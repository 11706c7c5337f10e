import { ApiError, badRequest } from '../../apimachinery/api-error.ts'
import type { ExecOptions } from '../runtimes/runtime.ts'
import type { ContainerAddress, ContainerLogOptions, PodAddress } from './kubelet-api.ts'

/** A request to the kubelet API, taken apart. */
export type KubeletRequest =
  | { name: 'healthz' }
  | { name: 'pods' }
  | { name: 'logs'; address: ContainerAddress }
  | { name: 'exec' | 'attach'; address: ContainerAddress; options: ExecOptions }
  | { name: 'portForward'; address: PodAddress }

/**
 * What a URL asks for; null when the kubelet API has no such path. A uid may stand before the container,
 * and behind a pod's name.
 */
export function parseRequest(url: URL): KubeletRequest | null {
  const parts = pathOf(url)
  if (parts === null) return null
  const [verb, namespace, pod, ...rest] = parts
  if (verb === 'healthz' && namespace === undefined) return { name: 'healthz' }
  if ((verb === 'pods' || verb === 'runningpods') && !namespace) return { name: 'pods' }
  if (!namespace || !pod || rest.length > 2 || rest.includes('')) return null
  const [uid, container] = rest.length === 2 ? rest : [undefined, rest[0]]
  if (verb === 'portForward' && rest.length < 2) return { name: verb, address: withUid({ namespace, pod }, rest[0]) }
  if (!container) return null
  if (verb === 'containerLogs' && uid === undefined) return { name: 'logs', address: { namespace, pod, container } }
  if (verb !== 'exec' && verb !== 'attach') return null
  return { name: verb, address: withUid({ namespace, pod, container }, uid), options: execOptions(url.searchParams) }
}

const withUid = <T extends PodAddress>(address: T, uid: string | undefined): T =>
  (uid === undefined ? address : { ...address, uid })

function pathOf(url: URL): string[] | null {
  try {
    return url.pathname.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return null
  }
}

/** Upstream: remotecommandserver.NewOptions, with the names that the API server and kubelet use. */
export function execOptions(query: URLSearchParams): ExecOptions {
  const flag = (name: string) => ['1', 'true'].includes(query.get(name) ?? '')
  const tty = flag('tty')
  return {
    command: query.getAll('command'),
    stdin: flag('input'),
    stdout: flag('output'),
    // A terminal has one output.
    stderr: flag('error') && !tty,
    tty,
  }
}

/** Throws kubelet's 400 when a client asked for no stream at all. */
export function checkStreams({ stdin, stdout, stderr }: ExecOptions): void {
  if (!stdin && !stdout && !stderr) throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
}

const streams: Readonly<Record<string, 'stdout' | 'stderr'>> = { Stdout: 'stdout', Stderr: 'stderr' }

/**
 * Upstream: v1.PodLogOptions from the query; the API server has judged the values,
 * and kubelet has few words for those that come otherwise.
 */
export function logOptions(query: URLSearchParams, signal: AbortSignal, now: Date): ContainerLogOptions {
  const number = (name: string): number | undefined => {
    const text = query.get(name)
    if (text === null || text === '') return undefined
    if (!/^\d+$/.test(text)) throw badRequest('{"message": "Unable to decode query."}')
    return Number(text)
  }
  const flag = (name: string) => ['1', 'true'].includes(query.get(name) ?? '')
  const [tailLines, limitBytes, seconds] = [number('tailLines'), number('limitBytes'), number('sinceSeconds')]
  if (limitBytes === 0 || seconds === 0) throw new ApiError(422, 'Invalid', '{"message": "Invalid request."}')
  const since = sinceOf(seconds, query.get('sinceTime') ?? '', now)
  const stream = streams[query.get('stream') ?? '']
  return {
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    signal,
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(since === undefined ? {} : { since }),
    ...(stream === undefined ? {} : { stream }),
  }
}

/** The first moment that a Date can be. */
const firstMoment = -8.64e15

function sinceOf(seconds: number | undefined, time: string, now: Date): Date | undefined {
  if (seconds !== undefined) return new Date(Math.max(now.getTime() - seconds * 1000, firstMoment))
  if (time === '') return undefined
  const since = new Date(time)
  if (Number.isNaN(since.getTime())) throw badRequest('{"message": "Unable to decode query."}')
  return since
}
