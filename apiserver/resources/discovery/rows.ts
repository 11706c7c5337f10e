import type { ResourceDefinition } from '../definition.ts'
import { endpointSlice } from './endpoint-slice.ts'

/** The kinds of discovery.k8s.io. */
export const discoveryRows: readonly ResourceDefinition[] = [endpointSlice]
