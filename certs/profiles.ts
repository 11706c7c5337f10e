/** A row per certificate that the cluster issues. Subjects are upstream's well-known users and groups. */
export interface Profile {
  /** The file name below `tls/`, without its ending. */
  file: string
  commonName: string
  organizations: readonly string[]
  usage: 'server' | 'client'
}

/** What names depend on: the node a certificate is for. */
export interface ProfileFacts {
  nodeName: string
}

export const profileNames = [
  'apiserver', 'admin', 'controllerManager', 'scheduler', 'kubeletClient', 'kubelet', 'node',
] as const
export type ProfileName = (typeof profileNames)[number]

/**
 * All certificates, by name. `kubeletClient` is the API server as a client of kubelets;
 * `node` is the kubelet as a client.
 */
export function profiles({ nodeName }: ProfileFacts): Record<ProfileName, Profile> {
  const node = `system:node:${nodeName}`
  return {
    apiserver: { file: 'apiserver', commonName: 'kube-apiserver', organizations: [], usage: 'server' },
    admin: { file: 'admin', commonName: 'system:admin', organizations: ['system:masters'], usage: 'client' },
    controllerManager: client('controller-manager', 'system:kube-controller-manager'),
    scheduler: client('scheduler', 'system:kube-scheduler'),
    kubeletClient: client('apiserver-kubelet-client', 'kube-apiserver-kubelet-client', 'system:masters'),
    kubelet: { file: 'kubelet', commonName: node, organizations: ['system:nodes'], usage: 'server' },
    node: client('node', node, 'system:nodes'),
  }
}

function client(file: string, commonName: string, ...organizations: string[]): Profile {
  return { file, commonName, organizations, usage: 'client' }
}
