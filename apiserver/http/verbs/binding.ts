import { ApiError, badRequest, conflict } from '../../../apimachinery/api-error.ts'
import { type FieldError, required } from '../../../apimachinery/field-error.ts'
import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import { updateObject } from '../../registry/update.ts'
import { decodeBody } from '../decode-body.ts'
import { respondJson } from '../respond.ts'
import { type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'

/** POST of `pods/NAME/binding`, or of `bindings` with the pod's name in the body: puts a pod on a node. */
export async function bind(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const options = parseWriteOptions(exchange, 'CreateOptions')
  const struct = services.schema.struct('core/v1.Binding')
  const binding = await decodeBody(exchange, { group: '', version: 'v1', kind: 'Binding', struct }, options.fieldValidation)
  const name = exchange.info.name || (binding.metadata.name ?? '')
  if (binding.metadata.name !== name) throw badRequest('name in URL does not match name in Binding object')
  check(binding)
  const request = writeRequest(scope, 'CREATE', options)
  const { uid } = binding.metadata
  await updateObject(resource, name, {
    ...(uid ? { uid } : {}),
    apply: (pod) => assign(pod!, binding, services.now()),
    strategy: { prepareForUpdate: () => {}, validateUpdate: () => [] },
  }, { ...request, validate: async () => {} })
  respondJson(exchange, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}

function check(binding: KubeObject): void {
  const { kind = '', name = '' } = binding['target'] ?? {}
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [unsupportedKind(kind)]),
    ...(name === '' ? [required('target.name')] : []),
  ]
  if (errors.length === 0) return
  // Upstream lets these through as they are, not as a Status of their own.
  const lines = errors.map(({ path, message }) => `${path}: ${message}`)
  throw new ApiError(500, '', lines.length === 1 ? lines.join() : `[${lines.join(', ')}]`)
}

/** Upstream does not sort these two. */
function unsupportedKind(kind: string): FieldError {
  const message = `Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`
  return { type: 'FieldValueNotSupported', path: 'target.kind', message }
}

/** The pod on its node; upstream: BindingREST.setPodNodeAndMetadata. */
function assign(pod: KubeObject, binding: KubeObject, now: Date): KubeObject {
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, pod.metadata.name ?? '', why)
  const name = pod.metadata.name ?? ''
  if (pod.metadata.deletionTimestamp) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
  const { nodeName, schedulingGates } = pod['spec']
  if (nodeName) throw refuse(`pod ${name} is already assigned to node ${JSON.stringify(nodeName)}`)
  if ((schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`)
  const bound = structuredClone(pod)
  bound['spec'].nodeName = binding['target'].name
  const annotations = { ...bound.metadata.annotations, ...binding.metadata.annotations }
  if (Object.keys(annotations).length > 0) bound.metadata.annotations = annotations
  bound['status'] = { ...bound['status'], conditions: scheduled(bound['status']?.conditions ?? [], now) }
  return bound
}

interface Condition { type: string }

function scheduled(conditions: readonly Condition[], now: Date): Condition[] {
  const condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: formatTime(now) }
  const others = conditions.filter(({ type }) => type !== 'PodScheduled')
  return [...others, condition]
}
