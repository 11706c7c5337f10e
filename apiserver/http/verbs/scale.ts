import { invalidError, unsupportedMediaType } from '../../../apimachinery/api-error.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { getObject } from '../../registry/get.ts'
import { admitUpdate, updateObject } from '../../registry/update.ts'
import { decodeValue } from '../../resources/schema/decode.ts'
import { toWire } from '../../resources/schema/encode.ts'
import { negotiate } from '../accept.ts'
import { contentType, readBody } from '../body.ts'
import { decodeBody } from '../decode-body.ts'
import { presentObject } from '../encode/present.ts'
import type { Representation } from '../accept.ts'
import { ageColumn, column, nameColumn } from '../../resources/core/table-columns.ts'
import { header } from '../exchange.ts'
import { patchReaders } from '../patch-types.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions, type WriteOptions } from '../write-options.ts'
import { checkName } from './update.ts'

const kind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }

/** The object seen as a Scale; upstream: scaleFromDeployment and its likes. */
export function scaleOf({ resource, services }: Scope, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = resource.definition.scale?.selector(object) ?? ''
  return toWire(services.schema.struct('autoscaling/v1.Scale'), {
    kind: 'Scale', apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object['spec']?.replicas ?? 0 },
    status: { replicas: object['status']?.replicas ?? 0, selector },
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
  const representation = negotiate(header(exchange, 'accept'))
  const version = exchange.query.get('resourceVersion') ?? ''
  const cached = await getObject(resource, namespaceOf(scope), exchange.info.name, version, exchange.signal)
  present(scope, representation, cached.object)
}

/** PUT of `scale`. */
export async function updateScale(scope: Scope): Promise<void> {
  const { exchange, services } = scope
  const options = parseWriteOptions(exchange, 'UpdateOptions')
  const struct = services.schema.struct('autoscaling/v1.Scale')
  const wanted = await decodeBody(exchange, { ...kind, struct }, options.fieldValidation)
  checkName(wanted, exchange.info.name)
  await writeScale(scope, options, () => wanted)
}

/** PATCH of `scale`. */
export async function patchScale(scope: Scope): Promise<void> {
  const { exchange, services } = scope
  const reader = patchReaders[contentType(exchange)]
  if (!reader) throw unsupportedMediaType(Object.keys(patchReaders))
  const struct = services.schema.struct('autoscaling/v1.Scale')
  const options = parseWriteOptions(exchange, 'PatchOptions')
  const apply = reader(await readBody(exchange), struct)
  await writeScale(scope, options, (present) => decodeValue(apply(present), struct).object)
}

/** Writes only the number of replicas, under the object's own version. */
async function writeScale(scope: Scope, options: WriteOptions, change: (present: KubeObject) => KubeObject): Promise<void> {
  const { exchange, resource } = scope
  const representation = negotiate(header(exchange, 'accept'))
  const request = writeRequest(scope, 'UPDATE', options)
  const { object } = await updateObject(resource, exchange.info.name, {
    apply: (old) => {
      const live = old!
      const scale = change(scaleOf(scope, live))
      checkReplicas(scale, exchange.info.name)
      const next = structuredClone(live)
      next['spec'] = { ...next['spec'], replicas: scale['spec']?.replicas ?? 0 }
      if (scale.metadata?.resourceVersion) next.metadata.resourceVersion = scale.metadata.resourceVersion
      else delete next.metadata.resourceVersion
      return admitUpdate(resource, next, live, request)
    },
  }, request)
  present(scope, representation, object)
}

function checkReplicas({ spec }: KubeObject, name: string): void {
  const replicas = spec?.replicas ?? 0
  if (replicas >= 0) return
  throw invalidError(kind, name, [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')])
}
