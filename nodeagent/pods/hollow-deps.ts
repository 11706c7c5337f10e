import { silentLogger } from '../../apimachinery/log.ts'
import { createImagePuller } from '../images/puller.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { createBackoff } from './backoff.ts'
import type { WorkerDeps } from './pod-context.ts'

/** What workers need besides the API, for tests: a node without objects, and real time. */
export function hollowDeps(
  runtime: Runtime, podsFolder: string,
): Omit<WorkerDeps, 'record' | 'status' | 'confirmDeletion'> {
  return {
    runtime,
    images: createImagePuller(runtime),
    objects: {
      configMap: async () => null, secret: async () => null, services: async () => [],
      token: async () => ({ token: '', expires: 0 }),
    },
    backoff: createBackoff({ initialSeconds: 10, maxSeconds: 300 }),
    now: Date.now,
    podsFolder,
    node: () => ({ hostIps: ['192.0.2.1'], allocatableCpu: 1, allocatableMemory: 1 }),
    dns: { clusterDns: [], clusterDomain: 'cluster.local' },
    log: silentLogger,
  }
}
