import {
  duplicate, forbidden, invalid, required, tooLong, type FieldError,
} from '../../../../apimachinery/field-error.ts'
import { byteLength, isValidGroupId, isValidUserId } from '../../../../apimachinery/names.ts'
import { invalidFor, unsupported } from './fields.ts'
import { mayAllRestart, mayRestart } from '../../../../apimachinery/container-restart.ts'

const maxMessage = 1024
const healths = ['Healthy', 'Unhealthy', 'Unknown']

/**
 * A container that ended stays so, unless it may be started again.
 * Upstream: ValidateContainerStateTransition and its likes.
 */
export function validateTransitions(spec: any, status: any, old: any, list: string): FieldError[] {
  const ephemeral = list === 'ephemeralContainerStatuses'
  if (!ephemeral && mayAllRestart(spec)) return []
  const containers: any[] = ephemeral
    ? []
    : (list === 'containerStatuses' ? spec.containers : spec.initContainers) ?? []
  return ((old[list] ?? []) as any[]).flatMap(({ name, state }, index) => {
    const present = ((status[list] ?? []) as any[]).find((one) => one.name === name)
    if (!state?.terminated || !present || present.state?.terminated) return []
    const container = containers.find((one) => one.name === name)
    if (container && mayRestart(container, spec, state.terminated.exitCode ?? 0)) return []
    return [forbidden(`status.${list}[${index}].state`, 'may not be transitioned to non-terminated state')]
  })
}

/** Upstream: validateContainerStatusUsers. */
export function validateUsers(spec: any, status: any, list: string): FieldError[] {
  return ((status[list] ?? []) as any[]).flatMap(({ user }, index) => {
    const path = `status.${list}[${index}].user.linux`
    if (!user?.linux) return []
    if (spec.os?.name === 'windows') return [forbidden(path, 'cannot be set for a windows pod')]
    const { uid = 0, gid = 0, supplementalGroups = [] } = user.linux
    return [
      ...invalidFor(`${path}.uid`, uid, isValidUserId(uid)),
      ...invalidFor(`${path}.gid`, gid, isValidGroupId(gid)),
      ...supplementalGroups.flatMap((group: number, at: number) =>
        invalidFor(`${path}.supplementalGroups[${at}]`, group, isValidGroupId(group))),
    ]
  })
}

/** Devices that a container was given. Upstream: validateContainerStatusAllocatedResourcesStatus. */
export function validateAllocated(containers: any[], statuses: any[], path: string): FieldError[] {
  return statuses.flatMap(({ name, allocatedResourcesStatus = [] }, index) => {
    const container = containers.find((one) => one.name === name)
    return allocatedResourcesStatus.flatMap((allocated: any, of: number) => {
      const at = `${path}[${index}].allocatedResourcesStatus[${of}]`
      return [
        ...(container ? validateAllocatedName(container.resources ?? {}, allocated.name ?? '', `${at}.name`) : []),
        ...validateHealths(allocated.resources ?? [], `${at}.resources`),
      ]
    })
  })
}

function validateAllocatedName({ claims = [], requests = {} }: any, name: string, path: string): FieldError[] {
  if (!name.startsWith('claim:')) {
    return requests[name] === undefined
      ? [invalid(path, name, "must match one of the container's resource requests")]
      : []
  }
  const known = claims.some((claim: any) => name === `claim:${claim.name}${claim.request ? `/${claim.request}` : ''}`)
  const message = "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or " +
    "'claim:<claimName>' if request is empty"
  return known ? [] : [invalid(path, name, message)]
}

function validateHealths(resources: any[], path: string): FieldError[] {
  const ids = resources.map(({ resourceID = '' }) => resourceID)
  return resources.flatMap(({ health = '', message, resourceID = '' }, index) => {
    const at = `${path}[${index}]`
    return [
      ...(healths.includes(health) ? [] : [unsupported(`${at}.health`, health, healths)]),
      ...(message === '' ? [required(`${at}.message`, 'must be non-empty if specified')] : []),
      ...(message && byteLength(message) > maxMessage ? [tooLong(`${at}.message`, maxMessage)] : []),
      ...(ids.indexOf(resourceID) < index ? [duplicate(`${at}.resourceID`, resourceID)] : []),
    ]
  })
}
