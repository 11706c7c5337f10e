import { semanticEqual } from '../../../../apimachinery/equality.ts'
import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isInRange } from '../../../../apimachinery/names.ts'
import { sameInGo } from '../../schema/go-values.ts'
import { trimmedImage } from './containers.ts'
import { invalidFor } from './fields.ts'
import { internal, printInternalPodSpec } from './internal-print.ts'
import { validateTolerations } from './scheduling.ts'
import { unifiedDiff } from './unified-diff.ts'

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
  if (!sameInGo('core/v1.PodSpec', spec, old)) errors.push(...validateRest(spec, old))
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
  if (sameInGo('core/v1.PodSpec', rest, old)) return errors
  const difference = unifiedDiff(printInternalPodSpec(old), printInternalPodSpec(rest))
  return [
    ...errors,
    forbidden('spec', `pod updates may not change fields other than ${changeable.join(',')}\n${difference}`),
  ]
}

function withOldChangeables(spec: any, old: any): any {
  const images = (list: string): any =>
    spec[list]
      ? { [list]: spec[list].map((container: any, index: number) => ({ ...container, image: old[list][index].image })) }
      : {}
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

/** Adjusts `rest` to the old nodes, once what changed about them is judged. */
function narrowNodes(rest: any, old: any): FieldError[] {
  const errors = [
    ...onlyAddedSelectors(rest.nodeSelector, old.nodeSelector ?? {}),
    ...onlyAddedTerms(rest.affinity?.nodeAffinity, old.affinity?.nodeAffinity),
  ]
  rest.nodeSelector = old.nodeSelector
  rest.affinity = withNodeAffinity(rest.affinity, old.affinity)
  return errors
}

function withNodeAffinity(affinity: any, old: any): any {
  const { nodeAffinity: _, ...others } = affinity ?? {}
  if (old?.nodeAffinity) return { ...others, nodeAffinity: old.nodeAffinity }
  return Object.keys(others).length === 0 ? old : others
}

function onlyAddedSelectors(now: Record<string, string> | undefined, before: Record<string, string>): FieldError[] {
  if (Object.entries(before).every(([key, value]) => now?.[key] === value)) return []
  const message = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
  return [invalid('spec.nodeSelector', now, message)]
}

const affinityTerms = (affinity: any): any[] | undefined =>
  affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms

function onlyAddedTerms(now: any, before: any): FieldError[] {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'
  const [next, old] = [affinityTerms(now) ?? [], affinityTerms(before) ?? []]
  if (old.length > 0 && next.length !== old.length) {
    const given = affinityTerms(now)?.map((term) => internal('NodeSelectorTerm', term))
    return [invalid(path, given, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')]
  }
  return old.flatMap((term, index) => {
    const message = 'only additions are allowed (no mutations or deletions)'
    return hasOnlyAdditions(next[index], term)
      ? []
      : [invalid(`${path}[${index}]`, internal('NodeSelectorTerm', next[index]), message)]
  })
}

/** A term that matches nothing may not come to match something. */
function hasOnlyAdditions(now: any, before: any): boolean {
  const lists = ['matchExpressions', 'matchFields']
  const empty = (term: any): boolean => lists.every((list) => (term[list] ?? []).length === 0)
  if (empty(before)) return empty(now)
  return lists.every((list) => {
    const old: any[] = before[list] ?? []
    return semanticEqual((now[list] ?? []).slice(0, old.length), old)
  })
}
