import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { restore } from '../core/restore.ts'
import type { Strategy } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'

/** In what policies and bindings differ. */
export interface PolicyRules {
  specType: string
  hasStatus?: boolean
  applyDefaults(object: KubeObject): void
  validate(object: KubeObject, old?: KubeObject): FieldError[]
}

/** How policies and bindings are written: the generation counts the changes of the spec. */
export function policyStrategy({ specType, hasStatus, applyDefaults, validate }: PolicyRules): Strategy {
  return {
    applyDefaults,
    prepareForCreate(object) {
      if (hasStatus) object['status'] = {}
      object.metadata.generation = 1
    },
    validate: (object) => validate(object),
    prepareForUpdate(object, old) {
      if (hasStatus) restore(object, old, 'status')
      raiseGeneration(object, old, specType)
    },
    validateUpdate: (object, old) => [
      ...validateObjectMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validate(object, old),
    ],
    allowAnyFinalizer: true,
    allowUnconditionalUpdate: false,
  }
}
