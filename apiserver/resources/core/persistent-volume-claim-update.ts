import { forbidden, invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { parseQuantity, quantityOf, type Quantity } from '../../../apimachinery/quantity.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'
import { withBothDataSources } from './claim-data-source.ts'
import { storageClassAnnotation } from './persistent-volume-cells.ts'
import { validateClaimSpec } from './validation/claim-template.ts'
import { printInternal } from './validation/internal-print.ts'
import { unifiedDiff } from './validation/unified-diff.ts'

const specType = 'k8s.io/api/core/v1.PersistentVolumeClaimSpec'
const immutableText =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/** What an update of a claim may not do, metadata included. Upstream: ValidatePersistentVolumeClaimUpdate. */
export function validateClaimUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const spec = object['spec']
  const before = withBothDataSources(old['spec'])
  const oldGroup = (before.dataSource?.apiGroup ?? before.dataSourceRef?.apiGroup ?? null) !== null
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateClaimSpec(spec, 'spec', { anyApiGroup: oldGroup }),
    ...validateClassAnnotation(object, old),
    ...validateSpecChange(object, { ...old, spec: before }),
    ...validateSize(object, old),
    ...validateImmutable(spec.volumeMode, before.volumeMode, 'volumeMode'),
    ...validateAttributesClass(spec.volumeAttributesClassName, before.volumeAttributesClassName, old),
  ]
}

const annotated = ({ metadata }: KubeObject): string | undefined => metadata.annotations?.[storageClassAnnotation]

/** A class that was named by annotation may move to the field. */
function movesFromAnnotation(object: KubeObject, old: KubeObject): boolean {
  const before = annotated(old)
  const [name, oldName] = [object['spec'].storageClassName, old['spec'].storageClassName]
  return before !== undefined && oldName === undefined && name === before && (annotated(object) ?? before) === before
}

function validateClassAnnotation(object: KubeObject, old: KubeObject): FieldError[] {
  const value = annotated(object) ?? ''
  if (movesFromAnnotation(object, old) || value === (annotated(old) ?? '')) return []
  return [invalid(`metadata.annotations.${storageClassAnnotation}`, value, 'field is immutable')]
}

function validateSpecChange(object: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [comparable(object, old), { ...old['spec'] }]
  // A claim is bound once.
  if (!before.volumeName) before.volumeName = spec.volumeName
  if (sameInGo(specType, spec, before)) return []
  const difference = unifiedDiff(
    printInternal('PersistentVolumeClaimSpec', before), printInternal('PersistentVolumeClaimSpec', spec))
  return [forbidden('spec', `${immutableText}\n${difference}`)]
}

/** The new spec with the old values of all that may change. */
function comparable(object: KubeObject, old: KubeObject): any {
  const [spec, before] = [{ ...object['spec'] }, old['spec']]
  const was = annotated(old)
  if (movesFromAnnotation(object, old)) delete spec.storageClassName
  else if (spec.storageClassName !== undefined && before.storageClassName === undefined &&
    (was === undefined || spec.storageClassName === was)) delete spec.storageClassName
  if (object['status']?.phase !== 'Bound') return spec
  if (spec.resources?.requests) {
    const requests = { ...spec.resources.requests, storage: before.resources?.requests?.storage ?? '0' }
    spec.resources = { ...spec.resources, requests }
  }
  spec.volumeAttributesClassName = before.volumeAttributesClassName
  return spec
}

const amount = (text: string | undefined): Quantity => parseQuantity(text ?? '0') ?? quantityOf(0)

/** A request may shrink after an expansion failed, but not to what the volume has already. */
function validateSize({ spec }: KubeObject, old: KubeObject): FieldError[] {
  const size = amount(spec.resources?.requests?.storage)
  if (size.compare(amount(old['spec'].resources?.requests?.storage)) >= 0) return []
  if (size.compare(amount(old['status']?.capacity?.storage)) > 0) return []
  return [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
}

function validateAttributesClass(name: string | undefined, before: string | undefined, old: KubeObject): FieldError[] {
  if (name === before || name || old['status']?.currentVolumeAttributesClassName === undefined) return []
  const what = name === undefined ? 'nil' : 'empty string'
  const message = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`
  return [forbidden('spec.volumeAttributesClassName', message)]
}
