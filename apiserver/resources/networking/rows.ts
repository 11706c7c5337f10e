import type { ResourceDefinition } from '../definition.ts'
import { ingress } from './ingress.ts'
import { ingressClass } from './ingress-class.ts'
import { ipAddress } from './ip-address.ts'
import { networkPolicy } from './network-policy.ts'
import { serviceCidr } from './service-cidr.ts'

/** The kinds of networking.k8s.io. */
export const networkingRows: readonly ResourceDefinition[] = [
  ingressClass,
  ingress,
  ipAddress,
  networkPolicy,
  serviceCidr,
]
