import type { KubeObject } from '../../apimachinery/meta.ts'

/** Since when the use of tokens in Secrets is noted; upstream: serviceaccount's legacytokentracking. */
export function legacyTokenTracking(now: Date): KubeObject {
  return {
    kind: 'ConfigMap', apiVersion: 'v1',
    metadata: { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace: 'kube-system' },
    data: { since: now.toISOString().slice(0, 10) },
  }
}
