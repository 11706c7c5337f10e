import type { FieldError } from '../../apimachinery/field-error.ts'
import type { Int64 } from '../../apimachinery/int64.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'

/** Who asks, and how: what strategies and admission may know of a request. */
export interface RequestContext {
  user: { name: string; uid: string; groups: readonly string[]; extra: Readonly<Record<string, readonly string[]>> }
  verb: string
  namespace: string
  name: string
  subresource: string
  dryRun: boolean
  fieldManager: string
  /** Adds a `Warning: 299` header to the answer. */
  warn(text: string): void
  now(): Date
}

/**
 * What a kind does to an object on its way to the store. Every hook is handed a private copy it may
 * change (`object`), and shared ones it may not (`old`). Order, as upstream's BeforeCreate and BeforeUpdate:
 * applyDefaults → prepareForCreate → (admission) → validate → canonicalize, and
 * applyDefaults → prepareForUpdate → (admission) → validateUpdate → canonicalize. Metadata common to all kinds (uid,
 * times, name rules, generation bookkeeping on create, immutability of metadata) is the registry's, not the strategy's.
 */
export interface Strategy {
  /** Fills defaults in place. Must be idempotent. */
  applyDefaults(object: KubeObject): void
  /** Drops what a client may not set, sets generation and initial status. */
  prepareForCreate?(object: KubeObject, request: RequestContext): void
  validate(object: KubeObject): FieldError[]
  warningsOnCreate?(object: KubeObject): string[]
  /** Restores what this endpoint may not change (status on the main resource), raises generation. */
  prepareForUpdate?(object: KubeObject, old: KubeObject, request: RequestContext): void
  validateUpdate(object: KubeObject, old: KubeObject): FieldError[]
  warningsOnUpdate?(object: KubeObject, old: KubeObject): string[]
  canonicalize?(object: KubeObject): void
  /** PUT to a missing name creates it (Lease, Event, Endpoints …). Default false. */
  allowCreateOnUpdate?: boolean
  /** PUT may come without resourceVersion. Default true. */
  allowUnconditionalUpdate?: boolean
  /** The rule for metadata.name; default DNS subdomain. */
  validateName?(name: string, prefix: boolean): string[]
  /** `validate` itself says what is wrong with the metadata of a new object. */
  validatesMetadata?: boolean
  /** A finalizer without a slash need not be one of Kubernetes' own. Default false. */
  allowAnyFinalizer?: boolean
}

/** How a subresource that is a view of the object (`status`) is written. */
export interface SubresourceStrategy {
  prepareForUpdate(object: KubeObject, old: KubeObject, request: RequestContext): void
  validateUpdate(object: KubeObject, old: KubeObject): FieldError[]
  warningsOnUpdate?(object: KubeObject, old: KubeObject): string[]
}

/** What is done along with every write of a kind to the store. Upstream: BeginCreate, BeginUpdate and AfterDelete. */
export interface WriteEffects {
  /**
   * Before `object` (undefined: a deletion) takes the place of `old` (undefined: a creation); throws what the client is
   * told. The result is called once it did or could not.
   */
  begin(object: KubeObject | undefined, old: KubeObject | undefined): Promise<(stored: boolean) => Promise<void>>
}

/** One column of `kubectl get`; upstream: metav1.TableColumnDefinition. `priority` 1 shows with -o wide only. */
export interface Column {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  format: string
  description: string
  priority: number
  /** The cell has no head: upstream prints one cell too many for IPAddress. */
  headless?: boolean
  /** The cell: a string, number or boolean; ages are translated by `apimachinery/duration`. */
  cell(object: KubeObject, now: Date): string | number | boolean | null
}

/** A subresource as discovery lists it. */
export interface Subresource {
  name: string
  kind: string
  group?: string
  version?: string
  verbs: readonly string[]
  /** What is no kind's object, and what upstream forgot, is not shown as a table. */
  tables?: false
}

/** A kind: one row, from which routes, discovery, OpenAPI and storage keys are derived. */
export interface ResourceDefinition {
  group: string
  version: string
  kind: string
  /** Plural, as in the path. */
  resource: string
  singular: string
  shortNames: readonly string[]
  categories: readonly string[]
  namespaced: boolean
  verbs: readonly string[]
  /** The Go type, such as `k8s.io/api/apps/v1.Deployment`. */
  type: string
  /** Below `/registry/`: `deployments`, `services/specs`, `minions` … as upstream's etcd keys. */
  storagePrefix: string
  strategy: Strategy
  /** Upstream stores it as JSON, where an empty list stays one; what it stores in protobuf has none. */
  storedAsJson?: true
  effects?: WriteEffects
  /**
   * What readers of the kind are shown of a stored object: itself, or another one (the stored one is shared).
   * Subresources show, and writes change, the stored form. Upstream: Store.Decorator.
   */
  onRead?(stored: KubeObject): KubeObject
  /** What every answer warns of. */
  deprecation?: string
  status?: SubresourceStrategy
  /** Further subresources that show the whole object and change a part of it, by name. */
  views?: Readonly<Record<string, SubresourceStrategy>>
  subresources: readonly Subresource[]
  columns: readonly Column[]
  /** Annotations that stand for fields of upstream's internal type: the metadata shown alone does not have them. */
  fieldAnnotations?: readonly string[]
  /** What a Table says of a whole row: an object that is done. */
  rowConditions?(object: KubeObject): readonly object[] | undefined
  /** The order of a Table's rows where it is not that of the names. */
  rowOrder?(one: KubeObject, other: KubeObject): number
  /** Field selectors beyond metadata.name and metadata.namespace: label → value of an object. */
  fieldSelectors: Readonly<Record<string, (object: KubeObject) => string>>
  /**
   * How the object is seen as a Scale; where its numbers are when they are not `spec.replicas` and `status.replicas`.
   */
  scale?: {
    selector(object: KubeObject): string
    specReplicas?: readonly string[]
    statusReplicas?: readonly string[]
  }
  /** Deletion waits: the grace period in seconds for a delete that asks for `requested`; undefined means at once. */
  gracePeriod?(object: KubeObject, requested: Int64 | undefined): Int64 | undefined
  /**
   * Served a second time under another group (events.k8s.io) or version: how to show and read the stored form. With
   * `storedType`, its Go type, it is another version of the kind: it is written as that and checked as any kind is.
   */
  conversion?: {
    toStored(object: KubeObject): KubeObject
    fromStored(object: KubeObject): KubeObject
    storedType?: string
  }
}
