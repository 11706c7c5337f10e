import { semanticEqual } from '../../apimachinery/equality.ts'
import { parseRequest } from '../resources/certificates/request-content.ts'
import { forbid } from './forbid.ts'
import { objectOf } from './kind-of.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'

const requests = 'certificatesigningrequests.certificates.k8s.io'
const clientSigner = 'kubernetes.io/kube-apiserver-client'

/**
 * Requests are approved by those who may approve for their signer.
 * Upstream: plugin/admission/certificates/approval.
 */
export function certificateApproval(sources: Pick<AdmissionSources, 'mayDo'>): AdmissionPlugin {
  return {
    name: 'CertificateApproval',
    only: [requests],
    async validate(attributes) {
      if (writesPart(attributes, 'approval')) await checkSigner(attributes, 'approve', sources)
    },
  }
}

/** Requests are signed by those who may sign for their signer. Upstream: plugin/admission/certificates/signing. */
export function certificateSigning(sources: Pick<AdmissionSources, 'mayDo'>): AdmissionPlugin {
  return {
    name: 'CertificateSigning',
    only: [requests],
    async validate(attributes) {
      const { object, old } = attributes
      if (!writesPart(attributes, 'status')) return
      const [status, before] = [object?.['status'] ?? {}, old?.['status'] ?? {}]
      const same = status.certificate === before.certificate && semanticEqual(status.conditions, before.conditions)
      if (!same) await checkSigner(attributes, 'sign', sources)
    },
  }
}

/** Nobody becomes a master by a certificate. Upstream: plugin/admission/certificates/subjectrestriction. */
export function certificateSubjectRestriction(): AdmissionPlugin {
  return {
    name: 'CertificateSubjectRestriction',
    only: [requests],
    async validate(attributes) {
      const object = objectOf(attributes, 'CREATE', requests)
      if (object?.['spec']?.signerName !== clientSigner) return
      if (!parseRequest(object['spec'].request).organizations.includes('system:masters')) return
      throw forbid(attributes, `use of ${clientSigner} signer with system:masters group is not allowed`)
    },
  }
}

function writesPart({ definition, operation, subresource }: Attributes, part: string): boolean {
  return `${definition.resource}.${definition.group}` === requests && subresource === part && operation === 'UPDATE'
}

/** By the signer's name, or by its domain as `domain/*`. Upstream: IsAuthorizedForSignerName. */
async function checkSigner(
  attributes: Attributes, verb: string, { mayDo }: Pick<AdmissionSources, 'mayDo'>,
): Promise<void> {
  const signer: string = attributes.old?.['spec']?.signerName ?? ''
  const of = { verb, group: 'certificates.k8s.io', version: '*', resource: 'signers', namespace: '' }
  const names = [signer, `${signer.split('/')[0]}/*`]
  for (const name of names) {
    if (mayDo === undefined || (await mayDo(attributes.user, { ...of, name }))) return
  }
  throw forbid(attributes, `user not permitted to ${verb} requests with signerName ${JSON.stringify(signer)}`)
}
