import { conflict, invalidError, notFoundError } from '../../../apimachinery/api-error.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { getObject } from '../../registry/get.ts'
import { managersAfterScale, type ReplicasPlace, scaleManagers } from '../../registry/managed-fields/scale-managers.ts'
import { trackUpdate, withManagedFields } from '../../registry/managed-fields/track-update.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import { nameOf, type WriteRequest } from '../../registry/resource.ts'
import { updateObject } from '../../registry/update.ts'
import { validateScale } from '../../resources/autoscaling/scale-validation.ts'
import { ageColumn, column, nameColumn } from '../../resources/core/table-columns.ts'
import { toWire } from '../../resources/schema/encode.ts'
import { negotiate, type Representation } from '../accept.ts'
import { decodeBody } from '../decode-body.ts'
import { presentObject } from '../encode/present.ts'
import { header } from '../exchange.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'
import { type PatchRequest, type PatchTarget, readPatch } from './read-patch.ts'
import { checkName } from './update.ts'

const ofSpec = ['spec', 'replicas']
const ofStatus = ['status', 'replicas']

function numberAt(object: KubeObject, path: readonly string[]): number {
  const value = path.reduce<any>((at, name) => at?.[name], object)
  return typeof value === 'number' ? value : 0
}

/** A copy of the object with another number at a place. */
function withNumber(object: any, [name = '', ...rest]: readonly string[], value: number): any {
  return { ...object, [name]: rest.length === 0 ? value : withNumber(object?.[name], rest, value) }
}

function placeOf({ resource: { definition } }: Scope): ReplicasPlace {
  return { apiVersion: apiVersionOf(definition), path: definition.scale?.specReplicas ?? ofSpec }
}

const kind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }

/** The object seen as a Scale; upstream: scaleFromDeployment and its likes. */
function scaleOf({ resource, services }: Scope, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = resource.definition.scale?.selector(object) ?? ''
  const { specReplicas = ofSpec, statusReplicas = ofStatus } = resource.definition.scale ?? {}
  return toWire(services.schema.struct('autoscaling/v1.Scale'), {
    kind: 'Scale', apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: numberAt(object, specReplicas) },
    status: { replicas: numberAt(object, statusReplicas), selector },
  })
}

const columns = [
  { ...nameColumn, format: '' },
  column('Desired', 'replicas is the desired number of instances for the scaled object.',
    (scale) => scale['spec']?.replicas ?? 0, 'integer'),
  column('Available', 'replicas is the actual number of observed instances of the scaled object.',
    (scale) => scale['status']?.replicas ?? 0, 'integer'),
  ageColumn,
]

function present(scope: Scope, representation: Representation, object: KubeObject): void {
  const { exchange, resource, services } = scope
  const definition = { ...resource.definition, ...kind, columns }
  presentObject({ exchange, definition, representation, now: services.now() }, 200, scaleOf(scope, object))
}

/** GET of `scale`. */
export async function getScale(scope: Scope): Promise<void> {
  const { exchange, resource } = scope
  const representation = negotiate(header(exchange, 'accept'), { protobuf: true })
  const version = exchange.query.get('resourceVersion') ?? ''
  const cached = await getObject(resource, namespaceOf(scope), exchange.info.name, version, exchange.signal)
  present(scope, representation, cached.object)
}

/** PUT of `scale`. */
export async function updateScale(scope: Scope): Promise<void> {
  const { exchange } = scope
  const options = parseWriteOptions(exchange, 'UpdateOptions')
  const wanted = await decodeBody(exchange, targetOf(scope), options.fieldValidation)
  placeInNamespace(scope.resource, wanted, namespaceOf(scope))
  checkName(wanted, exchange.info.name)
  await writeScale(scope, { options, isApply: false, change: async () => structuredClone(wanted) }, wanted.metadata.uid)
}

/** PATCH of `scale`. */
export async function patchScale(scope: Scope): Promise<void> {
  await writeScale(scope, await readPatch(scope, targetOf(scope)))
}

function targetOf({ services }: Scope): PatchTarget {
  return { ...kind, struct: services.schema.struct('autoscaling/v1.Scale'), resetFields: undefined }
}

/**
 * Writes only the number of replicas and who owns it, under the object's own version; upstream: scaleUpdatedObjectInfo.
 */
async function writeScale(scope: Scope, wanted: PatchRequest, uid?: string): Promise<void> {
  const { exchange, resource } = scope
  const representation = negotiate(header(exchange, 'accept'), { protobuf: true })
  const { mutate, validate, ...request } = writeRequest(scope, 'UPDATE', wanted.options)
  const { object } = await updateObject(resource, exchange.info.name, {
    ...(uid ? { uid } : {}),
    apply: async (live) => {
      if (!live) throw notFoundError(nameOf(resource), exchange.info.name)
      const scale = await changedScale(scope, wanted, live, mutate)
      return withScale(scope, live, scale)
    },
  }, {
    ...request, mutate, validate: (next, old) => validate(next && scaleOf(scope, next), old && scaleOf(scope, old)),
  })
  present(scope, representation, object)
}

/** Owners and admission speak of the Scale, not of the object. */
async function changedScale(
  scope: Scope, { options, isApply, change }: PatchRequest, live: KubeObject, mutate: WriteRequest['mutate'],
): Promise<KubeObject> {
  const { services } = scope
  const { struct } = targetOf(scope)
  const old = withManagedFields(scaleOf(scope, live), scaleManagers(live.metadata.managedFields, placeOf(scope)))
  const changed = await change(old, undefined)
  const scale = isApply ? changed : trackUpdate({
    live: old, object: toWire(struct, changed), struct, manager: options.fieldManager,
    apiVersion: apiVersionOf(kind), subresource: 'scale', now: services.now(),
  })
  await mutate(scale, old)
  check(scope, scale, live)
  return scale
}

function check(scope: Scope, scale: KubeObject, live: KubeObject): void {
  const { resource: { definition }, exchange: { info } } = scope
  const errors = validateScale(scale)
  if (errors.length > 0) throw invalidError(kind, info.name, errors)
  const { uid } = scale.metadata
  if (!uid || uid === live.metadata.uid) return
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`
  throw conflict({ group: definition.group, resource: `${definition.resource}/scale` }, info.name, why)
}

function withScale(scope: Scope, live: KubeObject, scale: KubeObject): KubeObject {
  const place = placeOf(scope)
  const next: KubeObject = structuredClone(withNumber(live, place.path, scale['spec']?.replicas ?? 0))
  if (scale.metadata.resourceVersion) next.metadata.resourceVersion = scale.metadata.resourceVersion
  else delete next.metadata.resourceVersion
  const { managedFields } = live.metadata
  return withManagedFields(next, managersAfterScale(managedFields, scale.metadata.managedFields, place))
}
