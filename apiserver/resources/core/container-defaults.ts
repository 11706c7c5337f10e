import { imageTag } from './image-name.ts'
import { roundRequirements } from './round-resources.ts'

/**
 * Defaults of one container of any sort (regular, init, ephemeral), in place.
 * Upstream: SetDefaults_Container and the `+default` markers of its parts.
 */
export function defaultContainer(container: any): void {
  if (!container.imagePullPolicy) {
    container.imagePullPolicy = pullPolicyFor(container.image ?? '')
  }
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.resources ??= {}
  roundRequirements(container.resources)
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const variable of container.env ?? []) defaultEnvSource(variable.valueFrom)
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (container[name]) defaultProbe(container[name])
  }
  for (const name of ['postStart', 'preStop']) defaultHttpGet(container.lifecycle?.[name]?.httpGet)
}

/** Always for `latest`, said or implied; upstream ignores a name it cannot parse, as this does. */
export function pullPolicyFor(image: string): 'Always' | 'IfNotPresent' {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultEnvSource(source: any): void {
  defaultFieldRef(source?.fieldRef)
  defaultDivisor(source?.resourceFieldRef)
  if (source?.fileKeyRef) source.fileKeyRef.optional ??= false
}

/** Upstream: SetDefaults_ObjectFieldSelector. */
export function defaultFieldRef(ref: any): void {
  if (ref) ref.apiVersion ||= 'v1'
}

/** A quantity that Go has by value is never absent. */
export function defaultDivisor(ref: any): void {
  if (ref) ref.divisor ??= '0'
}

function defaultProbe(probe: any): void {
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
  defaultHttpGet(probe.httpGet)
  if (probe.grpc) probe.grpc.service ??= ''
}

function defaultHttpGet(action: any): void {
  if (!action) return
  action.path ||= '/'
  action.scheme ||= 'HTTP'
}
