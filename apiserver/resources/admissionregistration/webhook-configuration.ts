import { next } from '../../../apimachinery/int64.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition, Strategy } from '../definition.ts'
import { hasEmpty } from '../meta/empties.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'
import { registrationRow } from './registration-row.ts'
import { defaultRule } from './rules.ts'
import { validateWebhooks, webhooksOf } from './webhook-validation.ts'

/** MutatingWebhookConfiguration: who may change objects on their way to the store. */
export const mutatingWebhookConfiguration = row('Mutating')

/** ValidatingWebhookConfiguration: who may refuse objects on their way to the store. */
export const validatingWebhookConfiguration = row('Validating')

function row(which: 'Mutating' | 'Validating'): ResourceDefinition {
  return {
    ...registrationRow(`${which}WebhookConfiguration`),
    strategy: strategyOf(which === 'Mutating'),
    columns: [
      nameColumn,
      column('Webhooks', 'Webhooks indicates the number of webhooks registered in this configuration',
        (object) => webhooksOf(object).length, 'integer'),
      ageColumn,
    ],
  }
}

function strategyOf(mutating: boolean): Strategy {
  return {
    applyDefaults: (object) => webhooksOf(object).forEach((hook) => defaultWebhook(hook, mutating)),
    prepareForCreate(object) {
      object.metadata.generation = 1
    },
    validate: (object) => validateWebhooks(object, undefined, mutating),
    prepareForUpdate(object, old) {
      const same = semanticEqual(webhooksOf(object), webhooksOf(old)) && !hasEmpty(object['webhooks'])
      if (!same) object.metadata.generation = next(old.metadata.generation ?? 0)
    },
    validateUpdate: (object: KubeObject, old: KubeObject) => [
      ...validateObjectMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validateWebhooks(object, old, mutating),
    ],
    allowAnyFinalizer: true,
    allowUnconditionalUpdate: false,
  }
}

function defaultWebhook(hook: any, mutating: boolean): void {
  hook.failurePolicy ??= 'Fail'
  hook.matchPolicy ??= 'Equivalent'
  hook.namespaceSelector ??= {}
  hook.objectSelector ??= {}
  hook.timeoutSeconds ??= 10
  if (mutating) hook.reinvocationPolicy ??= 'Never'
  if (hook.clientConfig?.service) hook.clientConfig.service.port ??= 443
  hook.rules?.forEach(defaultRule)
}
