import { templateWarnings, nameWarnings } from '../apps/workload-warnings.ts'
import { statusStrategy, workload, workloadStrategy } from '../apps/workload.ts'
import { jobColumns } from './job-columns.ts'
import { defaultJob } from './job-defaults.ts'
import { generateSelector } from './job-selector.ts'
import { validateJobStatusUpdate } from './job-status-validation.ts'
import { validateJobUpdate } from './job-update-validation.ts'
import { validateJob } from './job-validation.ts'

const manyCompletions = 100_000
const manyAtOnce = 10_000

/** Upstream: WarningsForJobSpec. */
export function jobSpecWarnings(spec: any, path: string): string[] {
  const { completionMode, completions, parallelism, template } = spec
  const untracked = 'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than '
    + '10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail'
  const many = completionMode === 'Indexed' && completions > manyCompletions && parallelism > manyAtOnce
  return [...(many ? [`${path}: ${untracked}`] : []), ...templateWarnings(template, `${path}.template`)]
}

/** batch/v1 Job. Upstream: pkg/registry/batch/job. */
export const job = workload({
  group: 'batch',
  kind: 'Job',
  resource: 'jobs',
  strategy: workloadStrategy({
    applyDefaults: defaultJob,
    prepare(object, old) {
      if (old === undefined && !object['spec'].manualSelector) generateSelector(object)
    },
    validate: (object) => validateJob(object),
    validateUpdate: validateJobUpdate,
    warningsOnCreate: nameWarnings,
    warnings: ({ spec }) => jobSpecWarnings(spec, 'spec'),
  }),
  status: statusStrategy(validateJobStatusUpdate),
  columns: jobColumns,
  fieldSelectors: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
})
