import { semanticEqual } from '../../apimachinery/equality.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { maxSubdomainLength } from '../../apimachinery/names.ts'
import { controllerReference } from '../runtime/owners.ts'
import { byCreation, desiredAnnotation, fenceposts, maxAnnotation, wanted } from './sizes.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const hashLabel = 'pod-template-hash'

/** A deployment's annotations that say nothing about its ReplicaSets. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
])

/** So many characters of earlier revisions are kept; upstream: maxRevHistoryLengthInChars. */
const maxHistory = 2000

export function revisionOf({ metadata }: KubeObject): number {
  return integer(metadata.annotations?.[revisionAnnotation] ?? '0') ?? 0
}

function integer(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

/** The ReplicaSet of the deployment's present template; of several the oldest. */
export function findNew(deployment: KubeObject, replicaSets: readonly KubeObject[]): KubeObject | undefined {
  return [...replicaSets].sort(byCreation).find(({ spec }) => sameTemplate(spec.template, deployment['spec'].template))
}

/** Whether two templates mean the same pods; the hash among the labels does not count. Upstream: EqualIgnoreHash. */
export function sameTemplate(one: any, other: any): boolean {
  return semanticEqual(withoutHash(one), withoutHash(other))
}

function withoutHash(template: any): any {
  const { labels, annotations, ...metadata } = template.metadata ?? {}
  const { [hashLabel]: _, ...others } = labels ?? {}
  return { ...template, metadata: { ...metadata, annotations: annotations ?? {}, labels: others } }
}

/** The number of a rollout that begins now: one above every old one. */
export function nextRevision(old: readonly KubeObject[]): number {
  return Math.max(0, ...old.map(revisionOf)) + 1
}

/** The annotations of the new ReplicaSet; the revision only ever rises. Upstream: SetNewReplicaSetAnnotations. */
export function newAnnotations(
  deployment: KubeObject, existing: KubeObject | undefined, revision: number,
): Record<string, string> {
  const before = existing?.metadata.annotations ?? {}
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key))
  const annotations: Record<string, string> = { ...before, ...Object.fromEntries(copied) }
  const known = before[revisionAnnotation]
  const last = integer(known || '0')
  if (last !== undefined && last < revision) {
    annotations[revisionAnnotation] = String(revision)
    if (known !== undefined) annotations[historyAnnotation] = withRevision(before[historyAnnotation] ?? '', known)
  }
  return existing === undefined ? { ...annotations, ...sizeAnnotations(deployment) } : annotations
}

/** The earlier revisions and one more; the oldest give way where the text grows too long. */
function withRevision(history: string, revision: string): string {
  if (history === '') return revision
  const earlier = history.split(',')
  let length = history.length + revision.length + 1
  while (length > maxHistory && earlier.length > 0) length -= earlier.shift()!.length + 1
  return length <= maxHistory ? [...earlier, revision].join(',') : history
}

/** What a ReplicaSet remembers of the deployment's size, to tell later by how much that changed. */
export function sizeAnnotations(deployment: KubeObject): Record<string, string> {
  const replicas = wanted(deployment)
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(replicas + fenceposts(deployment).surge) }
}

/** The ReplicaSet for the deployment's present template. */
export function newReplicaSet(
  deployment: KubeObject, hash: string, facts: { revision: number; size: number },
): KubeObject {
  const { template, selector, minReadySeconds } = deployment['spec']
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name!.slice(0, maxSubdomainLength - hash.length - 1)}-${hash}`,
      namespace: deployment.metadata.namespace!,
      labels,
      annotations: newAnnotations(deployment, undefined, facts.revision),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: facts.size,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}
