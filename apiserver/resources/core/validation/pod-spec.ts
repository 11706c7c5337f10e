import { duplicate, forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isInRange } from '../../../../apimachinery/names.ts'
import { validateLabels } from '../../../../apimachinery/selectors.ts'
import { validateAffinity } from './affinity.ts'
import { validateHostNetworkPorts } from './container-ports.ts'
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './containers.ts'
import { validateFileKeyVolumes } from './env.ts'
import { dns1123Label, dns1123Subdomain, invalidFor, oneOf, qualifiedName } from './fields.ts'
import { locateContainers } from './locate-containers.ts'
import { noPath } from './paths.ts'
import { validateDnsConfig, validateHostAliases, validateHostnameOverride } from './pod-network.ts'
import { validatePodResources } from './pod-level-resources.ts'
import { validateOS } from './pod-os.ts'
import { validateContainerResources } from './resources.ts'
import { validateSchedulingGates, validateTolerations, validateTopologySpread } from './scheduling.ts'
import { validateHostUsers, validatePodSecurityContext } from './security-context.ts'
import { validateVolumes } from './volumes.ts'
import { validateHostProcess } from './windows.ts'

/** Of whom a pod spec is: a pod itself, or a template (no metadata of its own). */
export interface PodSpecContext {
  /** The pod's metadata; undefined in a template. */
  metadata: { name?: string; annotations?: Record<string, string> } | undefined
  /** The spec as it was, of which some of what is refused today may stay. */
  old?: any
}

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const maxInt32 = 2 ** 31 - 1

/** What is wrong with a pod spec, in upstream's order. Upstream: ValidatePodSpec. */
export function validatePodSpec(spec: any, context: PodSpecContext, path: string): FieldError[] {
  const located = locateContainers(spec, path)
  return [
    ...(spec.terminationGracePeriodSeconds === undefined ? [required(`${path}.terminationGracePeriodSeconds`)] : []),
    ...validateVolumesAndContainers(spec, context, path),
    ...validatePodResources(spec, claimNamesOf(spec), `${path}.resources`),
    ...validateHostNetworkPorts(spec, path, context.metadata !== undefined),
    ...oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, dnsPolicies),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, context.old, `${path}.securityContext`),
    ...validateAffinity(spec.affinity, `${path}.affinity`),
    ...validateDnsConfig(spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`),
    ...((spec.readinessGates ?? []) as any[]).flatMap(({ conditionType = '' }, index) =>
      qualifiedName(`${path}.readinessGates[${index}].conditionType`, conditionType)),
    ...validateSchedulingGates(spec.schedulingGates, `${path}.schedulingGates`),
    ...validateTopologySpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`),
    ...validateHostProcess(spec, located, path),
    ...validateHostUsers(spec, path),
    ...(spec.hostUsers === false
      ? located
          .filter(({ container }) => (container.volumeDevices ?? []).length > 0)
          .map(({ path: at }) => forbidden(`${at}.volumeDevices`, 'when `hostUsers` is false'))
      : []),
    ...validateHostnameOverride(spec, path),
    ...validateNames(spec, path),
    ...validateOS(spec, located, path),
    ...validateSchedulingGroup(spec.schedulingGroup, `${path}.schedulingGroup`),
    ...located.flatMap(({ container, path: at }) => validateFileKeyVolumes(container, spec.volumes ?? [], at)),
  ]
}

const claimNamesOf = (spec: any): string[] =>
  ((spec.resourceClaims ?? []) as any[]).map(({ name = '' }) => name).filter((name) => name !== '')

function validateVolumesAndContainers(spec: any, { metadata }: PodSpecContext, path: string): FieldError[] {
  const { volumes, errors } =
    validateVolumes(spec.volumes ?? [], { podName: metadata?.name, isPod: metadata !== undefined }, `${path}.volumes`)
  const claims: any[] = spec.resourceClaims ?? []
  const containers: any[] = spec.containers ?? []
  const context = {
    volumes,
    claimNames: claimNamesOf(spec),
    restartPolicy: spec.restartPolicy,
    hostUsers: spec.hostUsers !== false,
    gracePeriod: spec.terminationGracePeriodSeconds,
    os: spec.os,
  }
  return [
    ...errors,
    ...validateResourceClaims(claims, metadata, `${path}.resourceClaims`),
    ...validateContainers(containers, context, `${path}.containers`),
    ...validateInitContainers(spec.initContainers ?? [], containers, context, `${path}.initContainers`),
    ...validateEphemeralContainers(spec.ephemeralContainers ?? [], spec, context, `${path}.ephemeralContainers`),
  ]
}

/** Upstream: validatePodResourceClaims. */
function validateResourceClaims(claims: any[], metadata: PodSpecContext['metadata'], path: string): FieldError[] {
  const seen = new Set<string>()
  return claims.flatMap((claim, index) => {
    if (metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
      return [forbidden(noPath, 'static pods do not support resource claims')]
    }
    const at = `${path}[${index}]`
    const { name = '', resourceClaimName: existing, resourceClaimTemplateName: template } = claim
    const many = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
    const none = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
    // Upstream prints the internal struct, whose fields have Go's names.
    const printed = { Name: name, ResourceClaimName: existing ?? null, ResourceClaimTemplateName: template ?? null }
    return [
      ...validateClaimName(name, seen, `${at}.name`),
      ...(existing !== undefined && template !== undefined ? [invalid(at, printed, many)] : []),
      ...(existing === undefined && template === undefined ? [invalid(at, printed, none)] : []),
      ...(existing === undefined ? [] : dns1123Subdomain(`${at}.resourceClaimName`, existing)),
      ...(template === undefined ? [] : dns1123Subdomain(`${at}.resourceClaimTemplateName`, template)),
    ]
  })
}

function validateClaimName(name: string, seen: Set<string>, path: string): FieldError[] {
  if (name === '') return [required(path)]
  if (seen.has(name)) return [duplicate(path, name)]
  seen.add(name)
  return dns1123Label(path, name)
}

/** The names a pod goes by or refers to, and what stands between them in upstream's order. */
function validateNames(spec: any, path: string): FieldError[] {
  const subdomain = (field: string): FieldError[] =>
    (spec[field] ? dns1123Subdomain(`${path}.${field}`, spec[field]) : [])
  const label = (field: string): FieldError[] => (spec[field] ? dns1123Label(`${path}.${field}`, spec[field]) : [])
  const deadline: number | undefined = spec.activeDeadlineSeconds
  return [
    ...subdomain('serviceAccountName'),
    ...subdomain('nodeName'),
    ...(deadline === undefined
      ? []
      : invalidFor(`${path}.activeDeadlineSeconds`, deadline, isInRange(deadline, 1, maxInt32))),
    ...label('hostname'),
    ...label('subdomain'),
    ...validateTolerations(spec.tolerations, `${path}.tolerations`),
    ...validateHostAliases(spec.hostAliases, `${path}.hostAliases`),
    ...subdomain('priorityClassName'),
    ...(spec.runtimeClassName === undefined ? [] : dns1123Subdomain(`${path}.runtimeClassName`, spec.runtimeClassName)),
    ...(spec.preemptionPolicy === undefined
      ? []
      : oneOf(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'])),
    ...(spec.overhead ? validateContainerResources({ limits: spec.overhead }, [], `${path}.overhead`) : []),
  ]
}

function validateSchedulingGroup(group: any, path: string): FieldError[] {
  if (!group) return []
  const at = `${path}.podGroupName`
  if (group.podGroupName === undefined) return [invalid(at, null, 'must specify one of: `podGroupName`')]
  return dns1123Subdomain(at, group.podGroupName)
}
