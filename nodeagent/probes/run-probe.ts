import { expand } from '../pods/expand.ts'
import type { PodContainer } from '../pods/pod.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { probeExec } from './exec-probe.ts'
import { probeGrpc } from './grpc-probe.ts'
import { probeHttp } from './http-probe.ts'
import type { HttpTarget } from './http-probe.ts'
import type { ProbeOutcome } from './outcome.ts'
import { probeTcp } from './tcp-probe.ts'

/** What a probe is aimed at. */
export interface ProbeTarget {
  container: PodContainer
  containerId: string
  podIp: string
}

/** A probe that could not be made is tried again so often at once. */
const tries = 3

/** Makes one probe as a spec asks. Throws when it could not be made. Upstream: prober.runProbe. */
export async function runProbe(runtime: Pick<Runtime, 'exec'>, spec: any, target: ProbeTarget): Promise<ProbeOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(runtime, spec, target)
    } catch (error) {
      if (attempt >= tries) throw error
    }
  }
}

async function once(
  runtime: Pick<Runtime, 'exec'>, spec: any, { container, containerId, podIp }: ProbeTarget,
): Promise<ProbeOutcome> {
  const timeoutMs = (spec.timeoutSeconds ?? 1) * 1000
  if (spec.exec) {
    return probeExec(runtime, containerId, { command: staticCommand(spec.exec.command ?? [], container), timeoutMs })
  }
  if (spec.httpGet) return probeHttp(httpTarget(spec.httpGet, container, podIp), timeoutMs)
  if (spec.tcpSocket) {
    return probeTcp(spec.tcpSocket.host || podIp, containerPort(spec.tcpSocket.port, container), timeoutMs)
  }
  if (spec.grpc) return probeGrpc(podIp, spec.grpc.port, { service: spec.grpc.service ?? '', timeoutMs })
  throw new Error(`missing probe handler for ${container.name}`)
}

/** A command may name variables of the container that have plain values. Upstream: ExpandContainerCommandOnlyStatic. */
function staticCommand(command: readonly string[], container: PodContainer): string[] {
  const values = new Map<string, string>((container['env'] ?? []).map(({ name, value = '' }: any) => [name, value]))
  return command.map((word) => expand(word, (name) => values.get(name)))
}

/** Where an `httpGet` of a probe or of a lifecycle hook goes. */
export function httpTarget(
  action: any, container: PodContainer, podIp: string, purpose: HttpTarget['purpose'] = 'probe',
): HttpTarget {
  return {
    scheme: String(action.scheme ?? 'HTTP').toLowerCase() === 'https' ? 'https' : 'http',
    host: action.host || podIp,
    port: containerPort(action.port, container),
    path: action.path || '/',
    headers: action.httpHeaders ?? [],
    purpose,
  }
}

/** A port by its number, or by its name among the container's. Upstream: ResolveContainerPort. */
export function containerPort(port: number | string, container: PodContainer): number {
  const named = (container['ports'] ?? []).find((one: any) => one.name === port)
  const number = typeof port === 'number' ? port : (named?.containerPort ?? Number(port))
  if (!(number > 0 && number < 65536)) throw new Error(`couldn't find port: ${JSON.stringify(port)}`)
  return number
}
