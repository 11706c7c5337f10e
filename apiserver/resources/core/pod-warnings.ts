import { semanticEqual } from '../../../apimachinery/equality.ts'
import { isValidLabelValue } from '../../../apimachinery/names.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { appArmorAnnotation, profileOfAnnotation } from './app-armor.ts'
import { ipWarnings } from './ip-warnings.ts'
import { overlappingPathWarnings } from './volume-warnings.ts'
import { locateContainers, type LocatedContainer } from './validation/locate-containers.ts'
import { portWarnings } from './port-warnings.ts'

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}
const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
}
/** Stands among the volumes where upstream looks at the claim of an ephemeral one. */
const claimed = ''
const volumeSources: ReadonlyArray<readonly [source: string, message: string, path?: string]> = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', claimed],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]
const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution'

/** Warnings for a pod (`path` '') or a template (its path). Upstream: warningsForPodSpecAndMeta. */
export function warningsForPodSpec(spec: any, metadata: any, path: string): string[] {
  const base = path === '' ? '' : `${path}.`
  const at = `${base}spec`
  const containers = locateContainers(spec, at)
  return [
    ...nodeWarnings(spec, at),
    ...spreadWarnings(spec.topologySpreadConstraints, `${at}.topologySpreadConstraints`),
    ...Object.entries(deprecatedAnnotations)
      .filter(([key]) => metadata.annotations?.[key] !== undefined)
      .map(([key, message]) => `${base}metadata.annotations[${key}]: ${message}`),
    ...volumeWarnings(spec.volumes, `${at}.volumes`),
    ...overlappingPathWarnings(spec.volumes ?? []),
    ...duplicates(spec.hostAliases, 'ip', `${at}.hostAliases`),
    ...duplicates(spec.imagePullSecrets, 'name', `${at}.imagePullSecrets`),
    ...((spec.imagePullSecrets ?? []) as any[]).flatMap(({ name = '' }, index) =>
      name === '' ? [`${at}.imagePullSecrets[${index}].name: invalid empty name ""`] : []),
    ...fractionalBytes(spec.overhead, `${at}.overhead`),
    ...profileAnnotations(spec, metadata.annotations ?? {}, containers, path),
    ...containers.flatMap(containerWarnings),
    ...portWarnings(containers),
    ...(spec.terminationGracePeriodSeconds < 0
      ? [`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...podTermWarnings(spec.affinity, `${at}.affinity`),
    ...((spec.dnsConfig?.nameservers ?? []) as string[]).flatMap((ip, index) =>
      ipWarnings(ip, `${at}.dnsConfig.nameservers[${index}]`)),
    ...((spec.hostAliases ?? []) as any[])
      .flatMap(({ ip = '' }, index) => ipWarnings(ip, `${at}.hostAliases[${index}].ip`)),
  ]
}

function nodeWarnings(spec: any, path: string): string[] {
  const at = `${path}.affinity.nodeAffinity`
  const affinity = spec.affinity?.nodeAffinity ?? {}
  const required: any[] = affinity[requiredTerms]?.nodeSelectorTerms ?? []
  const preferred: any[] = affinity[preferredTerms] ?? []
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((key) =>
      deprecatedLabels[key] ? [`${path}.nodeSelector[${key}]: ${deprecatedLabels[key]}`] : []),
    ...required.flatMap((term, index) => termWarnings(term, `${at}.${requiredTerms}.nodeSelectorTerms[${index}]`)),
    ...preferred.flatMap(({ preference = {} }, index) => termWarnings(
      preference, `${at}.${preferredTerms}[${index}].preference`, true,
    )),
  ]
}

/** Values of preferred terms were never held to the rule for label values. */
function termWarnings({ matchExpressions = [] }: any, path: string, checkValues = false): string[] {
  return matchExpressions.flatMap(({ key, values = [] }: any, index: number) => {
    const at = `${path}.matchExpressions[${index}]`
    return [
      ...(deprecatedLabels[key] ? [`${at}.key: ${key} is ${deprecatedLabels[key]}`] : []),
      ...(checkValues ? values.flatMap((value: string, of: number) =>
        isValidLabelValue(value).map((message) => `${at}.values[${of}]: ${value} is invalid, ${message}`)) : []),
    ]
  })
}

const matchesNothing = 'a null labelSelector results in matching no pod'

function spreadWarnings(constraints: any[] = [], path: string): string[] {
  return constraints.flatMap(({ topologyKey = '', labelSelector }, index) => {
    const deprecated = deprecatedLabels[topologyKey]
    return [
      ...(deprecated ? [`${path}[${index}].topologyKey: ${topologyKey} is ${deprecated}`] : []),
      ...(labelSelector ? [] : [`${path}[${index}].labelSelector: ${matchesNothing}`]),
    ]
  })
}

function podTermWarnings(affinity: any, path: string): string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const terms = affinity?.[kind] ?? {}
    const at = `${path}.${kind}`
    return [
      ...((terms[requiredTerms] ?? []) as any[]).flatMap(({ labelSelector }, index) =>
        labelSelector ? [] : [`${at}.${requiredTerms}[${index}].labelSelector: ${matchesNothing}`]),
      ...((terms[preferredTerms] ?? []) as any[]).flatMap(({ podAffinityTerm }, index) =>
        podAffinityTerm?.labelSelector
          ? []
          : [`${at}.${preferredTerms}[${index}].podAffinityTerm.labelSelector: ${matchesNothing}`]),
    ]
  })
}

function volumeWarnings(volumes: any[] = [], path: string): string[] {
  return volumes.flatMap((volume, index) =>
    volumeSources.filter(([source]) => volume[source]).flatMap(([source, message, name = source]) =>
      (message === claimed ? claimWarnings(volume, `${path}[${index}]`) : [`${path}[${index}].${name}: ${message}`])))
}

function claimWarnings({ ephemeral }: any, path: string): string[] {
  const { resources } = ephemeral.volumeClaimTemplate?.spec ?? {}
  return claimSpecWarnings(resources, `${path}.ephemeral.volumeClaimTemplate.spec`)
}

/** Upstream: GetWarningsForPersistentVolumeClaimSpec. */
export function claimSpecWarnings(resources: any, path: string): string[] {
  return ['requests', 'limits']
    .flatMap((list) => fractionalBytes(resources?.[list], `${path}.resources.${list}`, ['storage']))
}

function duplicates(items: any[] = [], field: string, path: string): string[] {
  const seen = new Set<string>()
  return items.flatMap((item, index) => {
    const value: string = item[field] ?? ''
    const again = seen.has(value)
    seen.add(value)
    return again ? [`${path}[${index}].${field}: duplicate ${field} ${JSON.stringify(value)}`] : []
  })
}

/** For amounts that are counted in bytes and are no whole number of them. */
export function fractionalBytes(list: any, path: string, names = ['memory', 'ephemeral-storage']): string[] {
  return names.flatMap((name) => {
    const amount = list?.[name] === undefined ? undefined : parseQuantity(list[name])
    if (amount === undefined || amount.milliValue() % 1000n === 0n) return []
    return [`${path}[${name}]: fractional byte value ${JSON.stringify(String(amount))} is invalid, must be an integer`]
  })
}

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod'
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/'

/**
 * Annotations of old beside which there is no field. Those for AppArmor in a pod are warned of where they are lifted.
 */
function profileAnnotations(
  spec: any, annotations: Readonly<Record<string, string>>, containers: readonly LocatedContainer[], path: string,
): string[] {
  const at = path === '' ? 'metadata.annotations' : `${path}.metadata.annotations`
  const seccomp = (key: string, profile: unknown): string[] =>
    profile || annotations[key] === undefined
      ? []
      : [`${at}[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
  return [
    ...seccomp(seccompPod, spec.securityContext?.seccompProfile),
    ...containers.flatMap(({ container: { name, securityContext } }) => [
      ...seccomp(`${seccompContainer}${name}`, securityContext?.seccompProfile),
      ...(path === '' || securityContext?.appArmorProfile ? [] : appArmor(name, spec, annotations, at)),
    ]),
  ]
}

function appArmor(name: string, spec: any, annotations: Readonly<Record<string, string>>, path: string): string[] {
  const key = `${appArmorAnnotation}${name}`
  const annotation = annotations[key]
  if (annotation === undefined) return []
  const ofPod = spec.securityContext?.appArmorProfile
  if (ofPod && semanticEqual(ofPod, profileOfAnnotation(annotation))) return []
  return [`${path}[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`]
}

function containerWarnings({ container, path }: LocatedContainer): string[] {
  return [
    ...fractionalBytes(container.resources?.limits, `${path}.resources.limits`),
    ...fractionalBytes(container.resources?.requests, `${path}.resources.requests`),
    ...hiddenVariables(container.env, `${path}.env`),
  ]
}

/** A variable may be defined again in terms of itself; anything else hides the first definition. */
function hiddenVariables(variables: any[] = [], path: string): string[] {
  const seen = new Set<string>()
  return variables.flatMap(({ name = '', value = '', valueFrom }, index) => {
    const again = seen.has(name)
    seen.add(name)
    const reference = `$(${name})`
    if (!again || (!valueFrom && value !== reference && value.includes(reference))) return []
    const message = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`
    return [`${path}[${index}]: ${message}`]
  })
}
