import { duplicate, invalid, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { unsupported } from '../core/validation/fields.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'

const groupPolicies = ['ReadWriteOnceWithFSType', 'File', 'None']
const lifecycleModes = ['Persistent', 'Ephemeral']
const minTokenSeconds = 600
const minPeriodSeconds = 10

/** What is wrong with a CSIDriver, its metadata aside. As in upstream, the first path is no field's name. */
export function validateCsiDriver({ spec }: KubeObject): FieldError[] {
  const { fsGroupPolicy: policy, tokenRequests, volumeLifecycleModes = [] } = spec
  const period: number | undefined = spec.nodeAllocatableUpdatePeriodSeconds
  const inSecrets: boolean | undefined = spec.serviceAccountTokenInSecrets
  const must = (field: string, path = `spec.${field}`): FieldError[] =>
    (spec[field] === undefined ? [required(path)] : [])
  return [
    ...must('attachRequired', 'spec.attachedRequired'),
    ...must('podInfoOnMount'),
    ...must('storageCapacity'),
    ...(policy === undefined || groupPolicies.includes(policy)
      ? []
      : [notSupported('spec.fsGroupPolicy', policy, groupPolicies)]),
    ...validateTokenRequests(tokenRequests),
    ...(volumeLifecycleModes as string[]).filter((mode) => !lifecycleModes.includes(mode)).map((mode) =>
      unsupported('spec.volumeLifecycleModes', mode, lifecycleModes)),
    ...must('seLinuxMount'),
    ...(period !== undefined && period < minPeriodSeconds
      ? [invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, 'must be greater than or equal to 10 seconds')]
      : []),
    ...(inSecrets !== undefined && !tokenRequests?.length
      ? [invalid('spec.serviceAccountTokenInSecrets', inSecrets,
        'serviceAccountTokenInSecrets is set but no tokenRequests are specified')]
      : []),
  ]
}

/** What an update may not do. Upstream: ValidateCSIDriverUpdate. */
export function validateCsiDriverUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [object['spec'], old['spec']]
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateCsiDriver(object),
    ...validateImmutable(spec.attachRequired, before.attachRequired, 'spec.attachedRequired'),
    ...validateImmutable(spec.volumeLifecycleModes, before.volumeLifecycleModes, 'spec.volumeLifecycleModes'),
  ]
}

/** Audiences must differ, and a token lives between ten minutes and 2^32 seconds. */
function validateTokenRequests(requests: { audience?: string; expirationSeconds?: number }[] = []): FieldError[] {
  const audiences = new Set<string>()
  return requests.flatMap(({ audience = '', expirationSeconds: seconds }, index) => {
    const path = `spec.tokenRequests[${index}]`
    if (audiences.has(audience)) return [duplicate(`${path}.audience`, audience)]
    audiences.add(audience)
    if (seconds === undefined) return []
    const wrong = (detail: string): FieldError[] => [invalid(`${path}.expirationSeconds`, seconds, detail)]
    if (seconds < minTokenSeconds) return wrong('may not specify a duration less than 10 minutes')
    return seconds > 2 ** 32 ? wrong('may not specify a duration larger than 2^32 seconds') : []
  })
}
