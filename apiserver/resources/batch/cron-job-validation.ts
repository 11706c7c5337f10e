import { parseCronSchedule } from '../../../apimachinery/cron-schedule.ts'
import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength } from '../../../apimachinery/names.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { isTimeZone } from '../../../apimachinery/time-zone.ts'
import { nonNegative, oneOf, unsupported } from '../core/validation/fields.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateSpecOfAny } from './job-validation.ts'

/** A Job's name is its CronJob's with eleven more characters. */
const maxName = 52

/** Upstream: ValidateCronJobCreate. */
export function validateCronJob({ metadata, spec }: KubeObject): FieldError[] {
  const { name = '' } = metadata
  return [
    ...validateSpec(spec, undefined),
    ...(byteLength(name) > maxName
      ? [invalid('metadata.name', name, `must be no more than ${maxName} characters`)]
      : []),
  ]
}

/** Upstream: ValidateCronJobUpdate; a name of old may be longer. */
export function validateCronJobUpdate(cronJob: KubeObject, old: KubeObject): FieldError[] {
  return [...validateKindMetaUpdate(cronJob, old), ...validateSpec(cronJob['spec'], old['spec'])]
}

function validateSpec(spec: any, old: any): FieldError[] {
  const { schedule = '', timeZone } = spec
  return [
    ...(schedule === '' ? [required('spec.schedule')] : validateSchedule(spec, old?.schedule ?? '', 'spec.schedule')),
    ...nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
    ...(old === undefined || old.timeZone !== timeZone ? validateTimeZone(timeZone, 'spec.timeZone') : []),
    ...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
    ...validateJobTemplate(spec.jobTemplate.spec, 'spec.jobTemplate.spec', old?.jobTemplate?.spec),
    ...nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
    ...nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
  ]
}

/** A time zone in the schedule is let be where it was stored before. */
function validateSchedule({ schedule, timeZone }: any, old: string, path: string): FieldError[] {
  const both = invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule')
  const inside = invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
  const errors = validateFormat(schedule, path)
  if (!schedule.includes('TZ')) return errors
  if (!old.includes('TZ')) return [...errors, inside]
  return timeZone === undefined ? errors : [...errors, both]
}

function validateFormat(schedule: string, path: string): FieldError[] {
  try {
    parseCronSchedule(schedule)
    return []
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return [invalid(path, schedule, error.message)]
  }
}

function validateTimeZone(zone: string | undefined, path: string): FieldError[] {
  if (zone === undefined) return []
  if (zone === '') return [invalid(path, zone, 'timeZone must be nil or non-empty string')]
  const unknown = invalid(path, zone, `unknown time zone ${zone}`)
  const wellFormed = zone.split('/').every((part) =>
    /^[A-Za-z.\-_0-9+]{1,14}$/.test(part) && part !== '.' && part !== '..' && !part.startsWith('-'))
  if (!wellFormed) return [unknown]
  // Go does not look for a file of such a name.
  if (zone.includes('..')) return [invalid(path, zone, 'time: invalid location name')]
  const local = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return [
    ...(zone.toLowerCase() === 'local' ? [invalid(path, zone, local)] : []),
    ...(zone === 'Local' || isTimeZone(zone) ? [] : [unknown]),
  ]
}

/** The selector is always generated. Upstream: ValidateJobTemplateSpec. */
function validateJobTemplate(spec: any, path: string, old: any): FieldError[] {
  const generated = '`selector` will be auto-generated'
  return [
    ...validateSpecOfAny(spec, path, old),
    ...(spec.selector ? [invalid(`${path}.selector`, printedSelector(spec.selector), generated)] : []),
    ...(spec.manualSelector ? [unsupported(`${path}.manualSelector`, true, ['nil', 'false'])] : []),
  ]
}
