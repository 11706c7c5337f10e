import {
  duplicate, forbidden, invalid, notFound, required, tooMany, type FieldError,
} from '../../../../apimachinery/field-error.ts'
import { validateContainerPorts, validateHostPorts } from './container-ports.ts'
import { validateEnv, validateEnvFrom } from './env.ts'
import { dns1123Label, oneOf, unsupported } from './fields.ts'
import { validateLifecycle, validateProbes, type HandlerContext } from './probes.ts'
import { validateContainerResources } from './resources.ts'
import { validateSecurityContext } from './security-context.ts'
import { validateVolumeDevices, validateVolumeMounts, type VolumeSet } from './volume-mounts.ts'

/** What containers must know of their pod. */
export interface ContainerContext extends HandlerContext {
  volumes: VolumeSet
  claimNames: readonly string[]
  restartPolicy: string | undefined
  hostUsers: boolean
}

const restartPolicies = ['Always', 'Never', 'OnFailure']

/** Upstream: validateContainers. */
export function validateContainers(containers: any[], context: ContainerContext, path: string): FieldError[] {
  if (containers.length === 0) return [required(path)]
  const names = new Set<string>()
  const each = containers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    const { name = '' } = container
    const errors = [
      ...validateCommon(container, context, at),
      ...(names.has(name) ? [duplicate(`${at}.name`, name)] : []),
      ...(container.lifecycle ? validateLifecycle(container.lifecycle, context, `${at}.lifecycle`) : []),
      ...validateProbes(container, context, at),
      ...validateRestartRules(container, at),
    ]
    names.add(name)
    return errors
  })
  return [...each, ...validateHostPorts(containers, path)]
}

/** Upstream: validateInitContainers; with restartPolicy Always it is a sidecar and may have probes and a lifecycle. */
export function validateInitContainers(
  containers: any[], regular: readonly any[], context: ContainerContext, path: string,
): FieldError[] {
  const names = new Set<string>(regular.map(({ name = '' }) => name))
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    const { name = '' } = container
    const taken = names.has(name)
    if (name !== '') names.add(name)
    return [
      ...validateCommon(container, context, at),
      ...validateInitRestartRules(container, at),
      ...(taken ? [duplicate(`${at}.name`, name)] : []),
      ...validateHostPorts([container], path),
      ...(container.restartPolicy === 'Always'
        ? validateSidecar(container, context, at)
        : forbidHandlers(container, at)),
    ]
  })
}

function validateSidecar(container: any, context: ContainerContext, path: string): FieldError[] {
  return [
    ...(container.lifecycle ? validateLifecycle(container.lifecycle, context, `${path}.lifecycle`) : []),
    ...validateProbes(container, context, path),
  ]
}

function forbidHandlers(container: any, path: string): FieldError[] {
  const restarting = ((container.resizePolicy ?? []) as any[]).flatMap(({ restartPolicy }, index) => {
    if (restartPolicy !== 'RestartContainer') return []
    const message = "must not be set to 'RestartContainer' for non-sidecar initContainers"
    return [invalid(`${path}.resizePolicy[${index}].restartPolicy`, restartPolicy, message)]
  })
  return [
    ...['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']
      .filter((field) => container[field])
      .map((field) => forbidden(`${path}.${field}`, 'may not be set for init containers without restartPolicy=Always')),
    ...restarting,
  ]
}

const forbiddenInEphemeral = [
  'ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules', 'livenessProbe', 'readinessProbe',
  'startupProbe', 'lifecycle',
]

/** Upstream: validateEphemeralContainers. */
export function validateEphemeralContainers(
  containers: any[], spec: any, context: ContainerContext, path: string,
): FieldError[] {
  const others = new Set<string>(
    [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name = '' }) => name),
  )
  const names = new Set(others)
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    const { name = '', targetContainerName = '' } = container
    const taken = names.has(name)
    names.add(name)
    return [
      ...validateCommon(container, context, at),
      ...trimmedImage(container, at),
      ...(taken ? [duplicate(`${at}.name`, name)] : []),
      ...(targetContainerName !== '' && !others.has(targetContainerName)
        ? [notFound(`${at}.targetContainerName`, targetContainerName)]
        : []),
      ...forbiddenInEphemeral
        .filter((field) => !isUnset(container[field], field))
        .map((field) => forbidden(`${at}.${field}`, 'cannot be set for an Ephemeral Container')),
      ...forbidSubPaths(container, at),
    ]
  })
}

function forbidSubPaths(container: any, path: string): FieldError[] {
  return ((container.volumeMounts ?? []) as any[]).flatMap((mount, index) =>
    ['subPath', 'subPathExpr'].filter((field) => mount[field]).map((field) =>
      forbidden(`${path}.volumeMounts[${index}].${field}`, 'cannot be set for an Ephemeral Container')))
}

/** What Go has by value is there always, and says nothing while it is empty. */
function isUnset(value: unknown, field: string): boolean {
  if (value === undefined || value === null) return true
  return field === 'resources' && Object.keys(value).length === 0
}

/** Upstream: validateContainerCommon. */
function validateCommon(container: any, context: ContainerContext, path: string): FieldError[] {
  const { name, image, terminationMessagePolicy, imagePullPolicy } = container
  return [
    ...(name ? dns1123Label(`${path}.name`, name) : [required(`${path}.name`)]),
    ...(image ? [] : [required(`${path}.image`)]),
    ...oneOf(`${path}.terminationMessagePolicy`, terminationMessagePolicy, ['File', 'FallbackToLogsOnError']),
    ...validateContainerPorts(container.ports, `${path}.ports`),
    ...validateEnv(container.env, `${path}.env`),
    ...validateEnvFrom(container.envFrom, `${path}.envFrom`),
    ...validateVolumeMounts(container, context.volumes, `${path}.volumeMounts`),
    ...validateVolumeDevices(container, context.volumes, `${path}.volumeDevices`),
    ...oneOf(`${path}.imagePullPolicy`, imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...validateContainerResources(container.resources, context.claimNames, `${path}.resources`),
    ...validateResizePolicy(container.resizePolicy, context.restartPolicy, `${path}.resizePolicy`),
    ...validateSecurityContext(container.securityContext, `${path}.securityContext`, context.hostUsers),
  ]
}

function validateResizePolicy(policies: any[] | undefined, podPolicy: string | undefined, path: string): FieldError[] {
  const seen = new Set<string>()
  return (policies ?? []).flatMap(({ resourceName = '', restartPolicy = '' }, index) => {
    const again = seen.has(resourceName)
    seen.add(resourceName)
    const message = "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
    return [
      ...(again ? [duplicate(`${path}[${index}]`, resourceName)] : []),
      ...oneOf(path, resourceName, ['cpu', 'memory']),
      ...oneOf(path, restartPolicy, ['NotRequired', 'RestartContainer']),
      ...(podPolicy === 'Never' && restartPolicy !== 'NotRequired' ? [invalid(path, restartPolicy, message)] : []),
    ]
  })
}

/** Without a policy nothing more is said of the rules. Upstream: validateInitContainerRestartPolicy. */
function validateInitRestartRules(container: any, path: string): FieldError[] {
  const all = validateRestartRules(container, path)
  return container.restartPolicy === undefined ? all.slice(0, 1) : all
}

/** Upstream: validateContainerRestartPolicy. */
function validateRestartRules({ restartPolicy, restartPolicyRules: rules = [] }: any, path: string): FieldError[] {
  const at = `${path}.restartPolicy`
  return [
    ...(restartPolicy === undefined && rules.length > 0
      ? [required(at, 'must specify restartPolicy when restart rules are used')]
      : []),
    ...(restartPolicy !== undefined && !restartPolicies.includes(restartPolicy)
      ? [unsupported(at, restartPolicy, restartPolicies)]
      : []),
    ...(rules.length > 20 ? [tooMany(`${path}.restartPolicyRules`, rules.length, 20)] : []),
    ...rules.flatMap((rule: any, index: number) => validateRestartRule(rule, `${path}.restartPolicyRules[${index}]`)),
  ]
}

function validateRestartRule({ action = '', exitCodes }: any, path: string): FieldError[] {
  const actions = ['Restart', 'RestartAllContainers']
  const wrong = actions.includes(action) ? [] : [unsupported(`${path}.action`, action, actions)]
  if (!exitCodes) return [...wrong, required(`${path}.exitCodes`, 'must be specified')]
  const { operator = '', values = [] } = exitCodes
  return [
    ...wrong,
    ...(['In', 'NotIn'].includes(operator)
      ? []
      : [unsupported(`${path}.exitCodes.operator`, operator, ['In', 'NotIn'])]),
    ...(values.length > 255 ? [tooMany(`${path}.exitCodes.values`, values.length, 255)] : []),
  ]
}

/** Checked in pods only, as templates were once accepted with such names. Upstream: validateContainerOnlyForPod. */
export function trimmedImage({ image = '' }: any, path: string): FieldError[] {
  if (image === image.trim()) return []
  return [invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')]
}
