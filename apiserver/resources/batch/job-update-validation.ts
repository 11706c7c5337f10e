import { semanticEqual } from '../../../apimachinery/equality.ts'
import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { internal } from '../core/validation/internal-print.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'
import { isConditionTrue } from './job-conditions.ts'
import { validateJob, validateJobSpec } from './job-validation.ts'

/** Upstream: jobStrategy.ValidateUpdate. */
export function validateJobUpdate(job: KubeObject, old: KubeObject): FieldError[] {
  const labels = old['spec'].template.metadata?.labels ?? {}
  const prefixedLabels = ['job-name', 'controller-uid']
    .every((name) => labels[`batch.kubernetes.io/${name}`] !== undefined)
  return [
    ...validateKindMeta(job.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateJob(job, prefixedLabels, old),
    ...validateKindMetaUpdate(job, old),
    ...validateSpecUpdate(job['spec'], old),
  ]
}

function validateSpecUpdate(spec: any, old: KubeObject): FieldError[] {
  const before = old['spec']
  return [
    ...validateJobSpec(spec, before),
    ...validateCompletions(spec, before),
    ...immutable('selector', spec, before, printedSelector),
    ...validateTemplateUpdate(spec, old),
    ...validateImmutable(spec.completionMode, before.completionMode, 'spec.completionMode'),
    ...immutable('podFailurePolicy', spec, before, (value) => value && internal('PodFailurePolicy', value)),
    ...validateImmutable(spec.backoffLimitPerIndex, before.backoffLimitPerIndex, 'spec.backoffLimitPerIndex'),
    ...validateImmutable(spec.managedBy, before.managedBy, 'spec.managedBy'),
    ...immutable('successPolicy', spec, before, (value) => value && internal('SuccessPolicy', value)),
  ]
}

function immutable(field: string, spec: any, before: any, print: (value: any) => unknown): FieldError[] {
  if (semanticEqual(spec[field], before[field])) return []
  return [invalid(`spec.${field}`, print(spec[field]), 'field is immutable')]
}

/** Only Indexed Jobs may be scaled, pods and completions together. */
function validateCompletions(spec: any, before: any): FieldError[] {
  const path = 'spec.completions'
  if (spec.completionMode !== 'Indexed') return validateImmutable(spec.completions, before.completions, path)
  if (spec.completions === undefined || spec.completions === before.completions) return []
  const message = 'can only be modified in tandem with spec.parallelism'
  return spec.completions === spec.parallelism ? [] : [invalid(path, spec.completions, message)]
}

/** Where pods go and what they get may change while none of them runs. */
function validateTemplateUpdate(spec: any, { spec: before, status = {} }: KubeObject): FieldError[] {
  const idle = before.suspend === true && (status.startTime === undefined || isConditionTrue(status, 'Suspended')) &&
    !status.active
  const template = idle ? withDirectivesOf(before.template, spec.template) : before.template
  if (!idle) {
    return sameInGo('core/v1.PodTemplateSpec', spec.template, template)
      ? []
      : [invalid('spec.template', internal('PodTemplateSpec', spec.template), 'field is immutable')]
  }
  const kept = withResourcesOf(template.spec, spec.template.spec)
  return sameInGo('core/v1.PodSpec', spec.template.spec, kept)
    ? []
    : [invalid('spec.template.spec', internal('PodSpec', spec.template.spec), 'field is immutable')]
}

/** The template with those scheduling directives of another that may change. */
function withDirectivesOf(template: any, other: any): any {
  const { labels, annotations } = other.metadata ?? {}
  const { nodeSelector, tolerations, schedulingGates } = other.spec
  return {
    ...template,
    metadata: { ...template.metadata, labels, annotations },
    spec: {
      ...template.spec, nodeSelector, tolerations, schedulingGates,
      affinity: withNodeAffinity(template.spec.affinity, other.spec.affinity),
    },
  }
}

function withNodeAffinity(affinity: any, other: any): any {
  if (!affinity && !other) return undefined
  const { nodeAffinity: _, ...rest } = affinity ?? {}
  if (!other) return Object.keys(rest).length === 0 ? undefined : rest
  return other.nodeAffinity ? { ...rest, nodeAffinity: other.nodeAffinity } : rest
}

function withResourcesOf(spec: any, other: any): any {
  const lists = ['containers', 'initContainers']
    .filter((list) => spec[list]?.length === other[list]?.length && spec[list])
  const kept = lists.map((list) => [list, spec[list].map((container: any, index: number) =>
    container.name === other[list][index].name
      ? { ...container, resources: other[list][index].resources }
      : container)])
  return { ...spec, ...Object.fromEntries(kept) }
}
