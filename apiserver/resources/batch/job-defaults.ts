import type { KubeObject } from '../../../apimachinery/meta.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'

const defaultBackoffLimit = 6
const unlimited = 2 ** 31 - 1

/**
 * Upstream: SetDefaults_Job. The labels of the template are shared, not copied: those generated later belong to both.
 */
export function defaultJob(job: KubeObject): void {
  job['spec'] ??= {}
  const { spec } = job
  defaultJobTemplate(spec)
  if (spec.parallelism === undefined) spec.completions ??= 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? defaultBackoffLimit : unlimited
  const labels = spec.template.metadata?.labels
  if (labels && Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = labels
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  spec.manualSelector ??= false
}

/** What the template of a Job in a CronJob is given too. */
export function defaultJobTemplate(spec: any): void {
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  for (const { onPodConditions } of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of onPodConditions ?? []) pattern.status ||= 'True'
  }
}
