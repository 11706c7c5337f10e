import type { Int64 } from '../../../apimachinery/int64.ts'
import { isDNS1123Label } from '../../../apimachinery/names.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition, Strategy, SubresourceStrategy } from '../definition.ts'
import { ipWarnings } from './ip-warnings.ts'
import { podColumns } from './pod-columns.ts'
import { defaultPod } from './pod-defaults.ts'
import { podEphemeralContainers } from './pod-ephemeral-containers.ts'
import { agreeOnAddresses, preparePodForCreate, preparePodForUpdate, preparePodStatusForUpdate } from './pod-prepare.ts'
import { podResize } from './pod-resize.ts'
import { warningsForPodSpec } from './pod-warnings.ts'
import { validatePodCreate, validatePodStatusUpdate, validatePodUpdate } from './validation/pod.ts'

const strategy: Strategy = {
  applyDefaults(pod) {
    defaultPod(pod)
    agreeOnAddresses(pod)
  },
  prepareForCreate: preparePodForCreate,
  validate: validatePodCreate,
  warningsOnCreate(pod) {
    const messages = isDNS1123Label(pod.metadata.name ?? '')
    const hostname =
      'this is used in the Pod\'s hostname, which can result in surprising behavior; a DNS label is recommended'
    return [
      ...(messages.length === 0 ? [] : [`metadata.name: ${hostname}: [${messages.join(' ')}]`]),
      ...warningsForPodSpec(pod['spec'], pod.metadata, ''),
    ]
  },
  prepareForUpdate: preparePodForUpdate,
  validateUpdate: validatePodUpdate,
}

const status: SubresourceStrategy = {
  prepareForUpdate: preparePodStatusForUpdate,
  validateUpdate: validatePodStatusUpdate,
  warningsOnUpdate: ({ status: now }) => ['podIPs', 'hostIPs'].flatMap((list) => ((now?.[list] ?? []) as any[]).flatMap(
    ({ ip = '' }, index) => ipWarnings(ip, `status.${list}[${index}].ip`))),
}

const completed = (reason: string, message: string) => [{ type: 'Completed', status: 'True', reason, message }]
const completions: Readonly<Record<string, readonly object[]>> = {
  Succeeded: completed('Succeeded', 'The pod has completed successfully.'),
  Failed: completed('Failed', 'The pod failed.'),
}

const view = ['get', 'patch', 'update'] as const

/** core/v1 Pod. Upstream: pkg/registry/core/pod. */
export const pod: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  type: 'k8s.io/api/core/v1.Pod',
  storagePrefix: 'pods',
  strategy,
  status,
  views: { ephemeralcontainers: podEphemeralContainers, resize: podResize },
  subresources: [
    { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
    { name: 'binding', kind: 'Binding', verbs: ['create'] },
    { name: 'ephemeralcontainers', kind: 'Pod', verbs: view, tables: false },
    { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
    { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { name: 'log', kind: 'Pod', verbs: ['get'] },
    { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
    { name: 'proxy', kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
    { name: 'resize', kind: 'Pod', verbs: view, tables: false },
    { name: 'status', kind: 'Pod', verbs: view },
  ],
  columns: podColumns,
  rowConditions: ({ status }) => completions[status?.phase],
  fieldSelectors: {
    'spec.nodeName': (object) => object['spec']?.nodeName ?? '',
    'spec.restartPolicy': (object) => object['spec']?.restartPolicy ?? '',
    'spec.schedulerName': (object) => object['spec']?.schedulerName ?? '',
    'spec.serviceAccountName': (object) => object['spec']?.serviceAccountName ?? '',
    'spec.hostNetwork': (object) => String(object['spec']?.hostNetwork ?? false),
    'status.phase': (object) => object['status']?.phase ?? '',
    // Known, though no pod is ever found by it.
    'status.podIPs': () => '',
    'status.podIP': (object) => object['status']?.podIP ?? '',
    'status.nominatedNodeName': (object) => object['status']?.nominatedNodeName ?? '',
  },
  gracePeriod,
}

/** A pod that no node runs (yet, or any more) goes at once. Upstream: podStrategy.CheckGracefulDelete. */
function gracePeriod(object: KubeObject, requested: Int64 | undefined): Int64 {
  const { nodeName, terminationGracePeriodSeconds = 0 } = object['spec'] ?? {}
  const { phase } = object['status'] ?? {}
  if (!nodeName || phase === 'Failed' || phase === 'Succeeded') return 0
  const seconds = requested ?? terminationGracePeriodSeconds
  return seconds < 0 ? 1 : seconds
}
