import type { KubeObject } from '../../apimachinery/meta.ts'

/** What the server itself says in the status of stored objects. */
export interface UpkeepTask {
  /** `group/version/resource`. */
  kind: string
  /** Kinds whose changes may change what is said of any object. */
  alsoOn: readonly string[]
  /** Under which name, and how, the fields are owned. */
  manager: string
  operation: 'Apply' | 'Update'
  /** The status as it should be; undefined when it is so already. */
  statusOf(object: KubeObject, look: Look, now: Date): Record<string, any> | undefined
}

/** The stored objects as they are now. */
export interface Look {
  find(kind: string, namespace: string, name: string): KubeObject | undefined
  list(kind: string): Iterable<KubeObject>
}
