import type { FieldError } from '../../../apimachinery/field-error.ts'
import { next } from '../../../apimachinery/int64.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { dropDisabledFields } from '../core/disabled-fields.ts'
import { restore } from '../core/restore.ts'
import { statusVerbs } from '../core/verbs.ts'
import { plainRow } from '../meta/plain-row.ts'
import { sameInGo } from '../schema/go-values.ts'
import type { ResourceDefinition, Strategy, Subresource, SubresourceStrategy } from '../definition.ts'
import { selectorText } from './scale-selector.ts'

type Given = 'kind' | 'resource' | 'strategy' | 'columns'
type WorkloadRow =
  Pick<ResourceDefinition, Given> & Partial<Omit<ResourceDefinition, Given | 'subresources'>> & { scaled?: boolean }

/** The row of a namespaced kind that runs pods: what these kinds have in common is filled in, `row` says the rest. */
export function workload({ scaled = false, ...row }: WorkloadRow): ResourceDefinition {
  const { group = 'apps', version = 'v1', kind, resource, status, strategy } = row
  const type = `${group === '' ? 'core' : group}/${version}.${kind}`
  const scale: Subresource = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs }
  return {
    ...plainRow,
    group,
    version,
    singular: kind.toLowerCase(),
    categories: ['all'],
    namespaced: true,
    type: `k8s.io/api/${type}`,
    storagePrefix: resource,
    subresources: [...(scaled ? [scale] : []), ...(status ? [{ name: 'status', kind, verbs: statusVerbs }] : [])],
    ...(scaled ? { scale: { selector: selectorText } } : {}),
    ...row,
    strategy,
  }
}

/** In what the strategies of workloads differ. */
export interface WorkloadRules {
  applyDefaults(object: KubeObject): void
  /** The spec of the pods; default that of `spec.template`. */
  podSpec?(object: KubeObject): any
  /** Before generations are raised; `old` is undefined for a new object. */
  prepare?(object: KubeObject, old: KubeObject | undefined): void
  validate(object: KubeObject): FieldError[]
  validateUpdate(object: KubeObject, old: KubeObject): FieldError[]
  validateName?: NonNullable<Strategy['validateName']>
  /** Whether an update asks for anything else; default that the spec differs. */
  changed?(object: KubeObject, old: KubeObject): boolean
  /** What is said of a new object only. */
  warningsOnCreate?(object: KubeObject): string[]
  /** What is said of a new object, and of one that an update changes as `warned` asks. */
  warnings?(object: KubeObject, old?: KubeObject): string[]
  /** Whether an update is a reason for warnings; default that the generation was raised. */
  warned?(object: KubeObject, old: KubeObject): boolean
  /** What is said of every new and every changed object. */
  furtherWarnings?(object: KubeObject, old?: KubeObject): string[]
}

/** Whether two workloads of one kind ask for the same. */
export function sameSpec(object: KubeObject, old: KubeObject): boolean {
  const { apiVersion, kind } = object
  const type = `${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}.${kind}Spec`
  return sameInGo(type, object['spec'], old['spec'])
}

const none = (): string[] => []
const templateSpec = (object: KubeObject): any => object['spec'].template?.spec
const raised = (object: KubeObject, old: KubeObject): boolean => object.metadata.generation !== old.metadata.generation
const specChanged = (object: KubeObject, old: KubeObject): boolean => !sameSpec(object, old)

/** A strategy under which status has an endpoint of its own and the generation counts the changes of the spec. */
export function workloadStrategy(rules: WorkloadRules): Strategy {
  const { podSpec = templateSpec, changed = specChanged, warned = raised } = rules
  const { warningsOnCreate = none, warnings = none, furtherWarnings = none } = rules
  return {
    applyDefaults: rules.applyDefaults,
    prepareForCreate(object) {
      object['status'] = {}
      object.metadata.generation = 1
      rules.prepare?.(object, undefined)
      dropDisabledFields(podSpec(object))
    },
    validate: rules.validate,
    ...(rules.validateName ? { validateName: rules.validateName } : {}),
    warningsOnCreate: (object) => [...warningsOnCreate(object), ...warnings(object), ...furtherWarnings(object)],
    prepareForUpdate(object, old) {
      restore(object, old, 'status')
      rules.prepare?.(object, old)
      dropDisabledFields(podSpec(object))
      if (changed(object, old)) object.metadata.generation = next(old.metadata.generation ?? 0)
    },
    validateUpdate: rules.validateUpdate,
    warningsOnUpdate: (object, old) =>
      [...(warned(object, old) ? warnings(object, old) : []), ...furtherWarnings(object, old)],
  }
}

/** The endpoint of the status, which leaves the spec alone. */
export function statusStrategy(validateUpdate: SubresourceStrategy['validateUpdate']): SubresourceStrategy {
  return { prepareForUpdate: (object, old) => restore(object, old, 'spec'), validateUpdate }
}
