import { required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { invalidFor, unsupported } from './validation/fields.ts'
import { validateBasicResource } from './validation/persistent-volume-spec.ts'

const resizeStates = [
  'ControllerResizeInProgress', 'ControllerResizeInfeasible',
  'NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending',
].sort()

/** What an update of a claim's status may not do. Upstream: ValidatePersistentVolumeClaimStatusUpdate. */
export function validateClaimStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const { capacity = {}, allocatedResources: allocated = {} } = object['status'] ?? {}
  const states: Record<string, string> = object['status']?.allocatedResourceStatuses ?? {}
  const [statesPath, allocatedPath] = ['status.allocatedResourceStatuses', 'status.allocatedResources']
  return [
    ...validateKindMetaUpdate(object, old),
    ...((object['spec']?.accessModes ?? []).length === 0 ? [required('Spec.accessModes')] : []),
    ...Object.keys(capacity).flatMap((name) => validateBasicResource(capacity[name], `status.capacity[${name}]`)),
    ...Object.keys(states).flatMap((name) => [
      ...validateResourceKey(name, statesPath),
      ...(resizeStates.includes(states[name] ?? '') ? [] : [unsupported(statesPath, name, resizeStates)]),
    ]),
    ...Object.keys(allocated).flatMap((name) => {
      const wrong = validateResourceKey(name, allocatedPath)
      return wrong.length > 0 ? wrong : validateBasicResource(allocated[name], `${allocatedPath}[${name}]`)
    }),
  ]
}

/** Of Kubernetes' own resources a claim has only storage. */
function validateResourceKey(name: string, path: string): FieldError[] {
  const wrong = invalidFor(path, name, isQualifiedName(name))
  if (wrong.length > 0) return wrong
  const native = !name.includes('/') || name.includes('kubernetes.io/')
  return native && name !== 'storage' ? [unsupported(path, name, ['storage'])] : []
}
