import type { KeyPair } from './authority.ts'

export interface KubeconfigFacts {
  /** `https://127.0.0.1:6443`. */
  server: string
  /** The authority's certificate, PEM. */
  authority: string
  user: KeyPair
}

/** A kubeconfig with one cluster, one user and one context, all named `default`, certificates inline. */
export function renderKubeconfig({ server, authority, user }: KubeconfigFacts): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(authority)}
    server: ${server}
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
users:
- name: default
  user:
    client-certificate-data: ${base64(user.cert)}
    client-key-data: ${base64(user.key)}
`
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
