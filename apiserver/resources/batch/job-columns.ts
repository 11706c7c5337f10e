import { humanDuration } from '../../../apimachinery/duration.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from '../core/table-columns.ts'
import type { Column } from '../definition.ts'
import { isConditionTrue } from './job-conditions.ts'

function completionsOf({ spec, status }: KubeObject): string {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  return spec.parallelism > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`
}

function durationOf({ status }: KubeObject, now: Date): string {
  if (!status?.startTime) return ''
  const end = status.completionTime ? Date.parse(status.completionTime) : now.getTime()
  return humanDuration(end - Date.parse(status.startTime))
}

function statusOf({ metadata, status }: KubeObject): string {
  for (const type of ['Complete', 'Failed']) if (isConditionTrue(status, type)) return type
  if (metadata.deletionTimestamp) return 'Terminating'
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) => isConditionTrue(status, type)) ?? 'Running'
}

/** The selector of a Job, shown with `-o wide`. */
export function jobSelectorColumn(specOf: (object: KubeObject) => any): Column {
  return wideColumn(
    'Selector',
    'A label query over pods that should match the pod count. Normally, the system sets this field for you. More '
      + 'info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    (object) => printLabelSelector(specOf(object)?.selector),
  )
}

/** Upstream: printers/internalversion printJob. */
export const jobColumns: readonly Column[] = [
  nameColumn,
  column('Status', 'Status of the job.', statusOf),
  column(
    'Completions',
    'The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, '
      + 'it may decrease in reaction to scale down of elastic indexed jobs.',
    completionsOf,
  ),
  column('Duration', 'Time required to complete the job.', durationOf),
  ageColumn,
  ...templateColumns,
  jobSelectorColumn(({ spec }) => spec),
]
