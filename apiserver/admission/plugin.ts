import type { KubeObject } from '../../apimachinery/meta.ts'
import type { RequestContext, ResourceDefinition } from '../resources/definition.ts'

/** What is being asked for; upstream: admission.Operation. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** One request as admission sees it; upstream: admission.Attributes. */
export interface Attributes {
  definition: ResourceDefinition
  operation: Operation
  /** '' for cluster-scoped objects. */
  namespace: string
  /** '' on a create with generateName. */
  name: string
  /** '' for the object itself, else `status`, `scale`, `binding` … */
  subresource: string
  /** The object to be written, which `admit` may change in place; undefined on DELETE and some CONNECTs. */
  object: KubeObject | undefined
  /** The stored object on UPDATE and DELETE; shared, never changed. */
  old: KubeObject | undefined
  user: RequestContext['user']
  dryRun: boolean
  /** The verb's options as asked for (CreateOptions, DeleteOptions …). */
  options: Readonly<Record<string, unknown>>
  /** Adds a `Warning: 299` header to the answer. */
  warn(text: string): void
}

/**
 * One admission plug-in. `admit` may change the object and runs before validation, `validate` must not
 * and runs after it. Either throws an ApiError to refuse.
 */
export interface AdmissionPlugin {
  name: string
  /**
   * The kinds it looks at, as `resource.group` (core's without the group); undefined for all.
   * It is not asked about others.
   */
  only?: readonly string[]
  admit?(attributes: Attributes): Promise<void>
  validate?(attributes: Attributes): Promise<void>
}

/** Something about which the authorizers are asked on behalf of a user. */
export interface OtherAction {
  verb: string
  group: string
  version: string
  resource: string
  namespace: string
  name: string
}

/**
 * What admission must know of other objects and of the world; every getter answers undefined for what does not exist.
 */
export interface AdmissionSources {
  getNamespace(name: string): Promise<KubeObject | undefined>
  getServiceAccount(namespace: string, name: string): Promise<KubeObject | undefined>
  /** A stored object of the kind `group/version/resource`; '' is the namespace of what has none. */
  getObject?(kind: string, namespace: string, name: string): Promise<KubeObject | undefined>
  /** The stored objects of a kind, of one namespace or ('') of all. */
  listObjects?(kind: string, namespace: string): Promise<readonly KubeObject[]>
  /**
   * Writes the status of a stored object as the server itself; `change` runs again after a race. Throws ApiError 404.
   */
  updateStatus?(
    kind: string, namespace: string, name: string, change: (current: KubeObject) => KubeObject,
  ): Promise<void>
  /** Whether the user may do something else than what is asked for. */
  mayDo?(user: Attributes['user'], what: OtherAction): Promise<boolean>
  now(): Date
  /** A random suffix for a generated name, five characters as upstream's names generator makes them. */
  randomName(): string
}

/** The whole of admission as the registry's hooks call it. */
export interface Admission {
  mutate(attributes: Attributes): Promise<void>
  validate(attributes: Attributes): Promise<void>
}
