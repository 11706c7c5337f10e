import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
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

export function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0) || 0
}

/** The ReplicaSet of the deployment's present template; of several the oldest. */
export function findNew(deployment: KubeObject, replicaSets: readonly KubeObject[]): KubeObject | undefined {
  const template = withoutHash(deployment['spec'].template)
  return [...replicaSets].sort(byCreation).find(({ spec }) => isDeepStrictEqual(withoutHash(spec.template), template))
}

export function withoutHash(template: any): any {
  const { creationTimestamp: _, labels = {}, annotations, ...metadata } = template.metadata ?? {}
  const { [hashLabel]: __, ...others } = labels
  const kept = Object.keys(annotations ?? {}).length === 0 ? {} : { annotations }
  return { ...template, metadata: { ...metadata, ...kept, labels: others } }
}

/** The number of a rollout that begins now: one above every old one. */
export function nextRevision(old: readonly KubeObject[]): number {
  return Math.max(0, ...old.map(revisionOf)) + 1
}

/** The annotations of the new ReplicaSet; the revision only ever rises. Upstream: SetNewReplicaSetAnnotations. */
export function newAnnotations(deployment: KubeObject, existing: KubeObject | undefined, revision: number): Record<string, string> {
  const before = existing?.metadata.annotations ?? {}
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key))
  const annotations: Record<string, string> = { ...before, ...Object.fromEntries(copied) }
  const old = before[revisionAnnotation]
  if ((Number(old) || 0) < revision) {
    annotations[revisionAnnotation] = String(revision)
    if (old !== undefined) annotations[historyAnnotation] = before[historyAnnotation] ? `${before[historyAnnotation]},${old}` : old
  }
  return existing === undefined ? { ...annotations, ...sizeAnnotations(deployment) } : annotations
}

/** What a ReplicaSet remembers of the deployment's size, to tell later by how much that changed. */
export function sizeAnnotations(deployment: KubeObject): Record<string, string> {
  const replicas = wanted(deployment)
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(replicas + fenceposts(deployment).surge) }
}

/** The ReplicaSet for the deployment's present template. */
export function newReplicaSet(deployment: KubeObject, hash: string, facts: { revision: number; size: number }): KubeObject {
  const { template, selector, minReadySeconds } = deployment['spec']
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
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
