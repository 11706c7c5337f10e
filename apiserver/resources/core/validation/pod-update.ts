import { semanticEqual } from '../../../../apimachinery/equality.ts'
import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isInRange } from '../../../../apimachinery/names.ts'
import { trimmedImage } from './containers.ts'
import { invalidFor } from './fields.ts'
import { validateTolerations } from './scheduling.ts'

const maxInt32 = 2 ** 31 - 1
const changeable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]

/** What may not change in a running pod. Upstream: the second half of ValidatePodUpdate. */
export function validatePodSpecUpdate(spec: any, old: any): FieldError[] {
  const containers = validateContainerLists(spec, old)
  if (containers.stop) return containers.errors
  const deadline = validateDeadline(spec.activeDeadlineSeconds, old.activeDeadlineSeconds)
  const errors = [...containers.errors, ...deadline.errors]
  if (deadline.stop) return errors
  errors.push(
    ...validateAddedTolerations(spec.tolerations ?? [], old.tolerations ?? []),
    ...validateDeletedGates(spec.schedulingGates ?? [], old.schedulingGates ?? []),
  )
  if (!semanticEqual(spec, old)) errors.push(...validateRest(spec, old))
  return errors
}

interface Verdict {
  errors: FieldError[]
  /** Upstream goes no further. */
  stop: boolean
}

function validateContainerLists(spec: any, old: any): Verdict {
  const errors: FieldError[] = []
  for (const list of ['containers', 'initContainers']) {
    const containers: any[] = spec[list] ?? []
    if (containers.length !== (old[list] ?? []).length) {
      errors.push(forbidden(`spec.${list}`, 'pod updates may not add or remove containers'))
      return { errors, stop: true }
    }
    errors.push(...containers.flatMap((container, index) => {
      const at = `spec.${list}[${index}]`
      return [...(container.image ? [] : [required(`${at}.image`)]), ...trimmedImage(container, at)]
    }))
  }
  return { errors, stop: false }
}

/** A deadline may come closer, but neither move away nor be lifted. */
function validateDeadline(now: number | undefined, before: number | undefined): Verdict {
  const path = 'spec.activeDeadlineSeconds'
  if (now === undefined) {
    const lifted = invalid(path, null, 'must not update from a positive integer to nil value')
    return { errors: before === undefined ? [] : [lifted], stop: false }
  }
  const range = invalidFor(path, now, isInRange(now, 0, maxInt32))
  if (range.length > 0) return { errors: range, stop: true }
  if (before === undefined || now <= before) return { errors: [], stop: false }
  return { errors: [invalid(path, now, 'must be less than or equal to previous value')], stop: true }
}

function validateAddedTolerations(now: any[], before: any[]): FieldError[] {
  const bare = ({ tolerationSeconds: _, ...rest }: any): any => rest
  const kept = before.every((old) => now.some((one) => semanticEqual(bare(one), bare(old))))
  if (kept) return validateTolerations(now, 'spec.tolerations')
  return [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
}

function validateDeletedGates(now: any[], before: any[]): FieldError[] {
  const known = new Set(before.map(({ name }) => name))
  return now.flatMap(({ name = '' }, index) => {
    const message = `only deletion is allowed, but found new scheduling gate '${name}'`
    return known.has(name) ? [] : [forbidden(`spec.schedulingGates[${index}].name`, message)]
  })
}

/** Everything else must be as it was; a gated pod may still narrow down its nodes. */
function validateRest(spec: any, old: any): FieldError[] {
  const rest = withOldChangeables(spec, old)
  const errors = (old.schedulingGates ?? []).length > 0 ? narrowNodes(rest, old) : []
  if (semanticEqual(rest, old)) return errors
  const difference = ''
  return [
    ...errors,
    forbidden('spec', `pod updates may not change fields other than ${changeable.join(',')}\n${difference}`),
  ]
}

function withOldChangeables(spec: any, old: any): any {
  const images = (list: string): any =>
    spec[list] ? { [list]: spec[list].map((container: any, index: number) => ({ ...container, image: old[list][index].image })) } : {}
  const grace = old.terminationGracePeriodSeconds < 0 && spec.terminationGracePeriodSeconds === 1
  return {
    ...spec,
    ...images('containers'),
    ...images('initContainers'),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    ...(grace ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : {}),
  }
}

function narrowNodes(rest: any, old: any): FieldError[] {
  return []
}
