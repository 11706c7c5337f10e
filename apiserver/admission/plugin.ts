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
  admit?(attributes: Attributes): Promise<void>
  validate?(attributes: Attributes): Promise<void>
}

/** What admission must know of other objects and of the world; every getter answers undefined for what does not exist. */
export interface AdmissionSources {
  getNamespace(name: string): Promise<KubeObject | undefined>
  getServiceAccount(namespace: string, name: string): Promise<KubeObject | undefined>
  getPriorityClass?(name: string): Promise<KubeObject | undefined>
  listPriorityClasses?(): Promise<readonly KubeObject[]>
  /** A stored object of the kind `group/version/resource`; '' is the namespace of what has none. */
  getObject?(kind: string, namespace: string, name: string): Promise<KubeObject | undefined>
  /** The stored objects of a kind, of one namespace or ('') of all. */
  listObjects?(kind: string, namespace: string): Promise<readonly KubeObject[]>
  now(): Date
  /** A random suffix for a generated name, five characters as upstream's names generator makes them. */
  randomName(): string
}

/** The whole of admission as the registry's hooks call it. */
export interface Admission {
  mutate(attributes: Attributes): Promise<void>
  validate(attributes: Attributes): Promise<void>
}
