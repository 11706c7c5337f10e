import { KubeConfig } from '@kubernetes/client-node'
import { type ApiClient, createClient } from '../watchers/runtime/client.ts'

/**
 * A client with the current context of a kubeconfig's text. In a file of its own, loaded by who needs it: the
 * Kubernetes client library costs more memory than all of the server's own code.
 */
export function connectOver(kubeconfig: string, userAgent: string): ApiClient {
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  return createClient(config, { userAgent })
}
