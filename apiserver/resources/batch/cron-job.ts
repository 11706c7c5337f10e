import { ageOf } from '../../../apimachinery/duration.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nameWarnings } from '../apps/workload-warnings.ts'
import { statusStrategy, workload, workloadStrategy } from '../apps/workload.ts'
import { ageColumn, column, containerColumns, nameColumn } from '../core/table-columns.ts'
import type { Column } from '../definition.ts'
import { validateCronJob, validateCronJobUpdate } from './cron-job-validation.ts'
import { jobSelectorColumn } from './job-columns.ts'
import { defaultJobTemplate } from './job-defaults.ts'
import { jobSpecWarnings } from './job.ts'

/** Upstream: SetDefaults_CronJob. */
function applyDefaults(cronJob: KubeObject): void {
  cronJob['spec'] ??= {}
  const { spec } = cronJob
  spec.jobTemplate ??= {}
  spec.jobTemplate.spec ??= {}
  defaultJobTemplate(spec.jobTemplate.spec)
  spec.concurrencyPolicy ||= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
}

/** The path says `spec` twice, as upstream's does. */
function zoneWarnings({ spec }: KubeObject): string[] {
  if (!(spec.schedule ?? '').includes('TZ')) return []
  const see = 'see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'
  return [`cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, ${see}`]
}

const jobSpecOf = (object: KubeObject): any => object['spec']?.jobTemplate?.spec

/** Upstream: printers/internalversion printCronJob. */
const columns: readonly Column[] = [
  nameColumn,
  column('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.', ({ spec }) =>
    spec.schedule ?? ''),
  column(
    'Timezone',
    'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If '
      + 'not specified, this will default to the time zone of the kube-controller-manager process. The set of valid '
      + 'time zone names and the time zone offset is loaded from the system-wide time zone database by the API '
      + 'server during CronJob validation and the controller manager during execution. If no system-wide time zone '
      + 'database can be found a bundled version of the database is used instead. If the time zone name becomes '
      + 'invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop '
      + 'creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can '
      + 'be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones',
    ({ spec }) => spec.timeZone ?? '<none>',
  ),
  column(
    'Suspend',
    'This flag tells the controller to suspend subsequent executions, it does not apply to already started '
      + 'executions.  Defaults to false.',
    ({ spec }) => (spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'),
    'boolean',
  ),
  column(
    'Active', 'A list of pointers to currently running jobs.', ({ status }) => (status?.active ?? []).length, 'integer',
  ),
  column(
    'Last Schedule', 'Information when was the last time the job was successfully scheduled.',
    ({ status }, now) => (status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : '<none>')),
  ageColumn,
  ...containerColumns((object) => jobSpecOf(object)?.template?.spec?.containers ?? []),
  jobSelectorColumn(jobSpecOf),
]

/** batch/v1 CronJob. Upstream: pkg/registry/batch/cronjob. */
export const cronJob = workload({
  group: 'batch',
  kind: 'CronJob',
  resource: 'cronjobs',
  shortNames: ['cj'],
  strategy: workloadStrategy({
    applyDefaults,
    podSpec: (object) => jobSpecOf(object)?.template?.spec,
    validate: validateCronJob,
    validateUpdate: validateCronJobUpdate,
    warningsOnCreate: nameWarnings,
    warnings: (object) => jobSpecWarnings(jobSpecOf(object), 'spec.jobTemplate.spec'),
    furtherWarnings: (object, old) => (old ? zoneWarnings(object) : []),
  }),
  status: statusStrategy(() => []),
  columns,
})
