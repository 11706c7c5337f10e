import type { ResourceDefinition } from '../definition.ts'
import { customResourceDefinition } from './custom-resource-definition.ts'

/** The kinds of apiextensions.k8s.io. */
export const apiextensionsRows: readonly ResourceDefinition[] = [customResourceDefinition]
