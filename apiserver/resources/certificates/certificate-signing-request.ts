import { humanDuration } from '../../../apimachinery/duration.ts'
import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { Column, RequestContext, ResourceDefinition, SubresourceStrategy } from '../definition.ts'
import { nameIsPathSegment } from '../meta/name-rules.ts'
import { plainRow } from '../meta/plain-row.ts'
import { conditionsOf, validateRequest, validateRequestUpdate } from './validation.ts'

/** CertificateSigningRequest: asks for a certificate, is approved or denied, and then signed. */
export const certificateSigningRequest: ResourceDefinition = {
  ...plainRow,
  group: 'certificates.k8s.io',
  kind: 'CertificateSigningRequest',
  resource: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  namespaced: false,
  type: 'k8s.io/api/certificates/v1.CertificateSigningRequest',
  storagePrefix: 'certificatesigningrequests',
  strategy: {
    applyDefaults: () => {},
    prepareForCreate,
    validate: (object) => validateRequest(object),
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      restore(object, old, 'status')
    },
    validateUpdate: (object, old) => validateRequestUpdate(object, old),
    validateName: nameIsPathSegment,
  },
  status: {
    prepareForUpdate(object, old, request) {
      restore(object, old, 'spec')
      for (const type of ['Approved', 'Denied']) keepConditions(object, old, type)
      stampConditions(object, old, request)
    },
    validateUpdate: (object, old) => validateRequestUpdate(object, old, { certify: true }),
  },
  subresources: [
    { name: 'approval', kind: 'CertificateSigningRequest', verbs: statusVerbs, tables: false },
    { name: 'status', kind: 'CertificateSigningRequest', verbs: statusVerbs },
  ],
  columns: columns(),
  fieldSelectors: { 'spec.signerName': ({ spec }) => spec?.signerName ?? '' },
}

/** How `approval` is written: the conditions, and nothing else. */
export const requestApproval: SubresourceStrategy = {
  prepareForUpdate(object, old, request) {
    stampConditions(object, old, request)
    restore(object, old, 'spec')
    object['status'] = { ...old['status'], conditions: conditionsOf(object) }
  },
  validateUpdate: (object, old) => validateRequestUpdate(object, old, { approve: true }),
}

/** Who asks is whoever sends the request, whatever the object says. */
function prepareForCreate(object: KubeObject, { user }: RequestContext): void {
  const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...spec } = object['spec'] ?? {}
  object['spec'] = {
    ...spec,
    username: user.name,
    uid: user.uid,
    groups: [...user.groups],
    ...(Object.keys(user.extra).length > 0 ? { extra: structuredClone(user.extra) } : {}),
  }
  object['status'] = {}
}

/** Conditions of this type stay what they were, as long as none came or went. */
function keepConditions(object: KubeObject, old: KubeObject, type: string): void {
  const kept = conditionsOf(old).filter((condition) => condition.type === type)
  const given = conditionsOf(object).filter((condition) => condition.type === type)
  if (kept.length === 0 || kept.length !== given.length) return
  const conditions = conditionsOf(object).map((condition) => (condition.type === type ? kept.shift()! : condition))
  object['status'] = { ...object['status'], conditions }
}

/** Times that a condition lacks: of its transition the former one, where its status is the same. */
function stampConditions(object: KubeObject, old: KubeObject, { now }: RequestContext): void {
  const time = formatTime(now())
  const conditions = conditionsOf(object).map((condition) => {
    const before = conditionsOf(old).find(({ type, status, lastTransitionTime }) =>
      type === condition.type && status === condition.status && lastTransitionTime)
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? time,
      lastTransitionTime: condition.lastTransitionTime ?? before?.lastTransitionTime ?? time,
    }
  })
  if (conditions.length > 0) object['status'] = { ...object['status'], conditions }
}

function columns(): Column[] {
  return [
    nameColumn,
    ageColumn,
    column(
      'SignerName',
      'Requested signer for the request. It is a qualified name in the form: `scope-hostname.io/name`. If empty, it '
        + "will be defaulted:\n 1. If it's a kubelet client certificate, it is assigned\n    "
        + '"kubernetes.io/kube-apiserver-client-kubelet".\n 2. If it\'s a kubelet serving certificate, it is '
        + 'assigned\n    "kubernetes.io/kubelet-serving".\n 3. Otherwise, it is assigned '
        + '"kubernetes.io/legacy-unknown".\nDistribution of trust for signers happens out of band. You can select on '
        + 'this field using `spec.signerName`.',
      ({ spec }) => spec?.signerName || '<none>',
    ),
    column('Requestor', 'Base64-encoded PKCS#10 CSR data', ({ spec }) => spec?.username ?? ''),
    column(
      'RequestedDuration',
      'expirationSeconds is the requested duration of validity of the issued certificate. The certificate signer may '
        + 'issue a certificate with a different validity duration so a client must check the delta between the '
        + 'notBefore and and notAfter fields in the issued certificate to determine the actual duration.\n\n'
        + 'The v1.22+ in-tree implementations of the well-known Kubernetes signers will honor this field as long as '
        + 'the requested duration is not greater than the maximum duration they will honor per the '
        + '--cluster-signing-duration CLI flag to the Kubernetes controller manager.\n\n'
        + 'Certificate signers may not honor this field for various reasons:\n\n'
        + '  1. Old signer that is unaware of the field (such as the in-tree\n     implementations prior to '
        + 'v1.22)\n  2. Signer whose configured maximum is shorter than the requested duration\n  3. Signer whose '
        + 'configured minimum is longer than the requested duration\n\n'
        + 'The minimum valid value for expirationSeconds is 600, i.e. 10 minutes.',
      ({ spec }) => (spec?.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000)),
    ),
    column('Condition', 'Conditions applied to the request, such as approval or denial.', stateOf),
  ]
}

/** Upstream: extractCSRStatus. */
function stateOf(object: KubeObject): string {
  const types = new Set(conditionsOf(object).map(({ type }) => type))
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${object['status']?.certificate ? ',Issued' : ''}`
}
