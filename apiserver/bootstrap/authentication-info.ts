import type { KubeObject } from '../../apimachinery/meta.ts'

/** Where extension servers, controllers and schedulers learn which client certificates this server believes. */
export const authenticationInfo = { namespace: 'kube-system', name: 'extension-apiserver-authentication' } as const

/** Upstream: controlplane's clusterauthenticationtrust, as far as there is no front proxy. */
export function authenticationConfigMap(clientCa: string): KubeObject {
  return {
    kind: 'ConfigMap', apiVersion: 'v1', metadata: { ...authenticationInfo }, data: { 'client-ca-file': clientCa },
  }
}
