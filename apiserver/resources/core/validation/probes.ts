import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isHTTPHeaderName, isValidPortName, isValidPortNum } from '../../../../apimachinery/names.ts'
import { invalidFor, nonNegative, unsupported } from './fields.ts'
import { validateStopSignal } from './stop-signal.ts'

/** What handlers must know of their pod. */
export interface HandlerContext {
  gracePeriod: number | undefined
  os: { name?: string } | undefined
}

/** The three probes of a container, in upstream's order. */
export function validateProbes(container: any, context: HandlerContext, path: string): FieldError[] {
  const { livenessProbe, readinessProbe, startupProbe } = container
  return [
    ...validateProbe(livenessProbe, context, `${path}.livenessProbe`),
    ...mustSucceedOnce(livenessProbe, `${path}.livenessProbe`),
    ...validateProbe(readinessProbe, context, `${path}.readinessProbe`),
    ...mustNotTerminate(readinessProbe, `${path}.readinessProbe`),
    ...validateProbe(startupProbe, context, `${path}.startupProbe`),
    ...mustSucceedOnce(startupProbe, `${path}.startupProbe`),
  ]
}

function mustSucceedOnce(probe: any, path: string): FieldError[] {
  if (!probe || probe.successThreshold === 1) return []
  return [invalid(`${path}.successThreshold`, probe.successThreshold, 'must be 1')]
}

function mustNotTerminate(probe: any, path: string): FieldError[] {
  if (probe?.terminationGracePeriodSeconds === undefined) return []
  const at = `${path}.terminationGracePeriodSeconds`
  return [invalid(at, probe.terminationGracePeriodSeconds, 'must not be set for readinessProbes')]
}

function validateProbe(probe: any, context: HandlerContext, path: string): FieldError[] {
  if (!probe) return []
  const { terminationGracePeriodSeconds: seconds, lifecycle: _, sleep: __, ...handler } = probe
  const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']
  return [
    ...validateHandler(handler, context, path),
    ...counts.flatMap((name) => nonNegative(`${path}.${name}`, probe[name])),
    ...(seconds !== undefined && seconds <= 0
      ? [invalid(`${path}.terminationGracePeriodSeconds`, seconds, 'must be greater than 0')]
      : []),
  ]
}

/** Upstream: validateLifecycle. */
export function validateLifecycle(lifecycle: any, context: HandlerContext, path: string): FieldError[] {
  const { postStart, preStop, stopSignal } = lifecycle
  return [
    ...(postStart ? validateHandler({ ...postStart, grpc: undefined }, context, `${path}.postStart`) : []),
    ...(preStop ? validateHandler({ ...preStop, grpc: undefined }, context, `${path}.preStop`) : []),
    ...(stopSignal ? validateStopSignal(stopSignal, context.os, `${path}.stopSignal`) : []),
  ]
}

type ActionRule = (action: any, path: string, context: HandlerContext) => FieldError[]

const actions: Readonly<Record<string, ActionRule>> = {
  exec: ({ command = [] }, path) => (command.length === 0 ? [required(`${path}.command`)] : []),
  httpGet: validateHttpGet,
  tcpSocket: ({ port }, path) => validatePort(port, `${path}.port`),
  grpc: ({ port }, path) => validatePort(port ?? 0, `${path}.port`),
  sleep: validateSleep,
}

function validateHandler(handler: any, context: HandlerContext, path: string): FieldError[] {
  const given = Object.keys(actions).filter((name) => handler[name])
  if (given.length === 0) return [required(path, 'must specify a handler type')]
  return given.flatMap((name, index) => {
    if (index > 0) return [forbidden(`${path}.${name}`, 'may not specify more than 1 handler type')]
    return actions[name]?.(handler[name], `${path}.${name}`, context) ?? []
  })
}

function validateHttpGet({ path: target, port, scheme, httpHeaders = [] }: any, path: string): FieldError[] {
  return [
    ...(target ? [] : [required(`${path}.path`)]),
    ...validatePort(port, `${path}.port`),
    ...(scheme === 'HTTP' || scheme === 'HTTPS'
      ? []
      : [unsupported(`${path}.scheme`, scheme ?? '', ['HTTP', 'HTTPS'])]),
    ...httpHeaders.flatMap(({ name = '' }: any) => invalidFor(`${path}.httpHeaders`, name, isHTTPHeaderName(name))),
  ]
}

function validatePort(port: number | string | undefined, path: string): FieldError[] {
  if (typeof port === 'string') return invalidFor(path, port, isValidPortName(port))
  return invalidFor(path, port ?? 0, isValidPortNum(port ?? 0))
}

function validateSleep({ seconds = 0 }: any, path: string, { gracePeriod }: HandlerContext): FieldError[] {
  if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return []
  return [invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`)]
}
