import type { ResourceDefinition } from '../definition.ts'
import { certificateSigningRequest } from './certificate-signing-request.ts'

/** The kinds of certificates.k8s.io. */
export const certificatesRows: readonly ResourceDefinition[] = [certificateSigningRequest]
