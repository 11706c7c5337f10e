import type { RuntimeContainer, RuntimePod } from './runtime.ts'

/** The newest incarnation of a container. */
export function latestOf(observed: RuntimePod | null, name: string): RuntimeContainer | null {
  return observed?.containers.findLast((one) => one.name === name) ?? null
}
