import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateLabels } from '../../../apimachinery/selectors.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { validateAnnotations } from '../core/validation/annotations.ts'
import { validateClaimSpec } from '../core/validation/claim-template.ts'
import { dns1123Label, nonNegative, unsupported } from '../core/validation/fields.ts'
import { validatePodAnnotations } from '../core/validation/pod-annotations.ts'
import { validatePodTemplate } from '../core/validation/pod-template.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'
import { amountOf, validateAtMostAll, validateIntOrPercent } from './int-or-percent.ts'
import {
  matcherOf, undecremented, validateAlwaysRuns, validateReplicaCounts, validateTemplateLabels, validateWorkloadSelector,
} from './workload-validation.ts'

/** What an update does not look at again, as it cannot be changed or was let through before. */
interface Leniency {
  onUpdate: boolean
  /** The spec as it was. */
  old?: any
  skipTemplate: boolean
}

/** Upstream: ValidateStatefulSet. */
export function validateStatefulSet({ spec }: KubeObject): FieldError[] {
  return validateSpec(spec, { onUpdate: false, skipTemplate: false })
}

function validateSpec(spec: any, leniency: Leniency): FieldError[] {
  const { podManagementPolicy: policy, serviceName } = spec
  const orderly = policy === 'OrderedReady' || policy === 'Parallel'
  return [
    ...(orderly ? [] : [invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateUpdateStrategy(spec.updateStrategy, 'spec.updateStrategy'),
    ...validateRetention(spec.persistentVolumeClaimRetentionPolicy, 'spec.persistentVolumeClaimRetentionPolicy'),
    ...(leniency.onUpdate
      ? []
      : ((spec.volumeClaimTemplates ?? []) as any[]).flatMap((claim, index) =>
          validateClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`))),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', spec.ordinals?.start),
    ...(leniency.onUpdate || !serviceName ? [] : dns1123Label('spec.serviceName', serviceName)),
    ...validateWorkloadSelector(spec.selector, 'spec.selector', 'statefulset'),
    ...validateTemplate(spec, leniency),
    ...validateAlwaysRuns(spec.template.spec, 'spec.template.spec', 'StatefulSet'),
  ]
}

function validateTemplate(spec: any, { skipTemplate, old }: Leniency): FieldError[] {
  if (matcherOf(spec.selector) === undefined) return [invalid('spec.selector', printedSelector(spec.selector), '')]
  const path = 'spec.template'
  const template = { ...spec.template, spec: asPodSpec(spec) }
  const { labels, annotations } = template.metadata ?? {}
  return [
    ...(isEmpty(spec.selector) ? [] : validateTemplateLabels(spec, 'spec')),
    ...(skipTemplate ? [] : validatePodTemplate(template, path, old?.template)),
    ...validateLabels(labels, `${path}.labels`),
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validatePodAnnotations(annotations, template.spec, `${path}.annotations`),
  ]
}

/** No selector at all is not empty: it selects nothing. */
function isEmpty(selector: any): boolean {
  return Boolean(selector) && semanticEqual(printedSelector(selector), {})
}

/** The controller sets subdomain and hostname, and mounts the claims under the names of their templates. */
function asPodSpec({ template, volumeClaimTemplates = [] }: any): any {
  const { subdomain: _, hostname: __, volumes = [], ...rest } = template.spec
  const names: string[] = volumeClaimTemplates.map(({ metadata }: any) => metadata?.name ?? '')
  const claimed = [...new Set(names)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
  return { ...rest, volumes: [...claimed, ...volumes.filter(({ name }: any) => !names.includes(name))] }
}

function validateUpdateStrategy(strategy: any, path: string): FieldError[] {
  const { type, rollingUpdate } = strategy
  switch (type) {
    case '':
    case undefined:
      return [required(path)]
    case 'OnDelete':
      return rollingUpdate
        ? [invalid(`${path}.rollingUpdate`, printed(rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'")]
        : []
    case 'RollingUpdate':
      return rollingUpdate ? validateRollingUpdate(rollingUpdate, `${path}.rollingUpdate`) : []
    default: {
      const given = { Type: type, RollingUpdate: rollingUpdate ? printed(rollingUpdate) : null }
      return [invalid(path, given, "must be 'RollingUpdate' or 'OnDelete'")]
    }
  }
}

/** Upstream prints the internal struct, whose fields have Go's names. */
function printed({ partition = 0, maxUnavailable = null }: any): unknown {
  return { Partition: partition, MaxUnavailable: maxUnavailable }
}

function validateRollingUpdate({ partition, maxUnavailable }: any, path: string): FieldError[] {
  const at = `${path}.maxUnavailable`
  return [
    ...nonNegative(`${path}.partition`, partition),
    ...(maxUnavailable === undefined ? [] : [
      ...validateIntOrPercent(at, maxUnavailable),
      ...(amountOf(maxUnavailable) === 0 ? [invalid(at, maxUnavailable, 'cannot be 0')] : []),
      ...validateAtMostAll(at, maxUnavailable),
    ]),
  ]
}

const retentions = ['Retain', 'Delete']

function validateRetention(policy: any, path: string): FieldError[] {
  return ['whenDeleted', 'whenScaled'].flatMap((field) =>
    retentions.includes(policy[field]) ? [] : [unsupported(`${path}.${field}`, policy[field], retentions)])
}

const changeable = [
  'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const
const names = changeable.map((field) => `'${field}'`)
const immutableMessage =
  `updates to statefulset spec for fields other than ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are forbidden`

/** Upstream: ValidateStatefulSetUpdate. */
export function validateStatefulSetUpdate(statefulSet: KubeObject, old: KubeObject): FieldError[] {
  const skipTemplate = validateSpec(old['spec'], { onUpdate: true, old: old['spec'], skipTemplate: false }).length > 0
  const kept = Object.fromEntries(changeable.map((field) => [field, old['spec'][field]]))
  const same = sameInGo('apps/v1.StatefulSetSpec', { ...statefulSet['spec'], ...kept }, old['spec'])
  return [
    ...validateKindMetaUpdate(statefulSet, old),
    ...validateSpec(statefulSet['spec'], { onUpdate: true, old: old['spec'], skipTemplate }),
    ...(same ? [] : [forbidden('spec', immutableMessage)]),
  ]
}

/** Upstream: ValidateStatefulSetStatusUpdate. */
export function validateStatefulSetStatusUpdate(statefulSet: KubeObject, old: KubeObject): FieldError[] {
  const bounded = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas']
  const counts = ['replicas', ...bounded, 'observedGeneration', 'collisionCount']
  return [
    ...validateReplicaCounts(statefulSet['status'] ?? {}, counts, bounded, 'status.readyReplicas'),
    ...validateKindMetaUpdate(statefulSet, old),
    ...undecremented(statefulSet, old),
  ]
}
