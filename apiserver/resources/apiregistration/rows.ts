import type { ResourceDefinition } from '../definition.ts'
import { apiService } from './api-service.ts'

/** The kinds of apiregistration.k8s.io. */
export const apiregistrationRows: readonly ResourceDefinition[] = [apiService]
