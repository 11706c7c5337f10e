import type { ResourceDefinition } from '../definition.ts'
import { resourceClaim, resourceClaimTemplate } from './claims.ts'
import { deviceClass } from './device-class.ts'
import { resourceSlice } from './resource-slice.ts'

/** The kinds of resource.k8s.io. */
export const resourceRows: readonly ResourceDefinition[] = [
  deviceClass, resourceClaim, resourceClaimTemplate, resourceSlice,
]
