import type { ResourceDefinition } from '../definition.ts'
import { allVerbs } from '../core/verbs.ts'

/** What most kinds have in common; a row spreads it and says the rest. */
export const plainRow = {
  version: 'v1',
  shortNames: [],
  categories: [],
  verbs: allVerbs,
  subresources: [],
  fieldSelectors: {},
} as const satisfies Partial<ResourceDefinition>
