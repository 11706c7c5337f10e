import type { KubeObject } from '../../../apimachinery/meta.ts'
import { defaultPodLevelResources } from './pod-level-resources.ts'
import { roundRequirements, roundResources } from './round-resources.ts'
import { defaultPodSpec } from './pod-spec-defaults.ts'

/** Defaults of a Pod, in place. Upstream: SetDefaults_Pod, and SetDefaults_PodSpec for the rest. */
export function defaultPod(pod: KubeObject): void {
  pod['spec'] ??= {}
  const spec = pod['spec']
  for (const list of ['containers', 'initContainers']) {
    for (const container of spec[list] ?? []) defaultRequests(container)
  }
  defaultPodLevelResources(pod)
  spec.enableServiceLinks ??= true
  // A negative period is an old mistake that upstream mends in pods, though not in templates.
  if (spec.terminationGracePeriodSeconds < 0) spec.terminationGracePeriodSeconds = 1
  if (spec.hostNetwork) defaultHostPorts(spec)
  defaultPodSpec(spec)
  roundStatus(pod['status'] ?? {})
}

/** What containers were given is kept to a thousandth too. */
function roundStatus(status: any): void {
  const lists = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']
  for (const holder of [status, ...lists.flatMap((list) => status[list] ?? [])]) {
    roundResources(holder.allocatedResources)
    roundRequirements(holder.resources)
  }
}

/** What is limited and not requested is requested at its limit. */
function defaultRequests(container: any): void {
  const limits = container.resources?.limits
  if (!limits) return
  container.resources.requests = { ...limits, ...container.resources.requests }
}

/** On the host's network a container's port is the host's. */
function defaultHostPorts(spec: any): void {
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const port of container.ports ?? []) port.hostPort ||= port.containerPort
  }
}
