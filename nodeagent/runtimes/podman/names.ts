import type { ContainerConfig, PodIdentity } from '../runtime.ts'

/** The labels under which everything is found again; kubelet's own words where it has them. */
export const labels = {
  agent: 'io.coracle.agent',
  kind: 'io.coracle.kind',
  podUid: 'io.kubernetes.pod.uid',
  podName: 'io.kubernetes.pod.name',
  podNamespace: 'io.kubernetes.pod.namespace',
  container: 'io.kubernetes.container.name',
  attempt: 'io.kubernetes.container.restartCount',
  image: 'io.coracle.image',
  terminationMessageFile: 'io.coracle.termination-message-file',
} as const

/** As dockershim and podman's users know them: `k8s_web_web-0_default_<uid>_0`. */
export const containerName = ({ pod, name, attempt }: Pick<ContainerConfig, 'pod' | 'name' | 'attempt'>): string =>
  ['k8s', name, pod.name, pod.namespace, pod.uid, attempt].join('_')

/** The name of a pod's sandbox. */
export const sandboxName = (pod: PodIdentity): string => containerName({ pod, name: 'POD', attempt: 0 })

/** The labels that say whose a container or sandbox is. */
export const podLabels = (agent: string, pod: PodIdentity): Record<string, string> => ({
  [labels.agent]: agent,
  [labels.podUid]: pod.uid,
  [labels.podName]: pod.name,
  [labels.podNamespace]: pod.namespace,
})
