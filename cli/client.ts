import { KubeConfig } from '@kubernetes/client-node'
import { type ApiClient, createClient } from '../watchers/runtime/client.ts'

/** A client with the current context of a kubeconfig's text. */
export function connect(kubeconfig: string, userAgent: string): ApiClient {
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  return createClient(config, { userAgent })
}
