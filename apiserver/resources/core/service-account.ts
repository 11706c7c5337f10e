import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { ageColumn, nameColumn } from './table-columns.ts'
import { allVerbs } from './verbs.ts'

const mountableAnnotation = 'kubernetes.io/enforce-mountable-secrets'

/** ServiceAccount: the identity of processes in pods. */
export const serviceAccount: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.ServiceAccount',
  storagePrefix: 'serviceaccounts',
  strategy: {
    applyDefaults: () => {},
    prepareForCreate: keepSecretNames,
    validate: () => [],
    warningsOnCreate: (object) => mountableWarning(object, undefined),
    prepareForUpdate: keepSecretNames,
    validateUpdate: (object, old) => [
      ...validateKindMetaUpdate(object, old),
      ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ],
    warningsOnUpdate: mountableWarning,
    validateName: nameIsSubdomain,
  },
  subresources: [
    { name: 'token', group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
  ],
  columns: [nameColumn, ageColumn],
  fieldSelectors: {},
}

/** Of the references to secrets, the name is all that counts. */
function keepSecretNames(object: KubeObject): void {
  const secrets: { name?: string }[] | undefined = object['secrets']
  if (secrets) object['secrets'] = secrets.map(({ name }) => (name ? { name } : {}))
}

function mountableWarning({ metadata }: KubeObject, old: KubeObject | undefined): string[] {
  const isSet = (of: KubeObject['metadata'] | undefined): boolean =>
    Object.hasOwn(of?.annotations ?? {}, mountableAnnotation)
  if (!isSet(metadata) || isSet(old?.metadata)) return []
  return [`metadata.annotations[${mountableAnnotation}]: deprecated in v1.32+; prefer separate namespaces to isolate `
    + 'access to mounted secrets']
}
