import { validateDomainPrefixedPath } from '../../../apimachinery/domain-prefixed-path.ts'
import { forbidden, notSupported, required, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength } from '../../../apimachinery/names.ts'
import { dns1123Label } from '../core/validation/fields.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { immutableText } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateReference } from './reference.ts'

const maxControllerLength = 250
const scopes = ['Cluster', 'Namespace']

/** IngressClass: who serves the Ingresses that name it. */
export const ingressClass: ResourceDefinition = {
  ...plainRow,
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  resource: 'ingressclasses',
  singular: 'ingressclass',
  namespaced: false,
  type: 'k8s.io/api/networking/v1.IngressClass',
  storagePrefix: 'ingressclasses',
  strategy: {
    applyDefaults({ spec }) {
      if (spec?.parameters) spec.parameters.scope ??= 'Cluster'
    },
    prepareForCreate: ({ metadata }) => void (metadata.generation = 1),
    validate,
    prepareForUpdate: (object, old) => raiseGeneration(object, old, 'k8s.io/api/networking/v1.IngressClassSpec'),
    validateUpdate: (object, old) => [
      ...validateKindMetaUpdate(object, old),
      ...immutableText(object['spec']?.controller, old['spec']?.controller, 'spec.controller'),
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validate(object),
    ],
  },
  columns: [
    { ...nameColumn, cell: nameAndDefault },
    column('Controller', 'Controller that is responsible for handling this class',
      ({ spec }) => spec?.controller ?? ''),
    column('Parameters', 'A reference to a resource with additional parameters', parametersOf),
    ageColumn,
  ],
}

/** Whether Ingresses without a class get this one. */
export function isDefaultIngressClass({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true'
}

function nameAndDefault(object: KubeObject): string {
  return `${object.metadata.name ?? ''}${isDefaultIngressClass(object) ? ' (default)' : ''}`
}

function parametersOf({ spec }: KubeObject): string {
  if (!spec?.parameters) return '<none>'
  const { apiGroup, kind = '', name = '' } = spec.parameters
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
}

function validate({ spec = {} }: KubeObject): FieldError[] {
  const { controller = '', parameters } = spec
  return [
    ...(byteLength(controller) > maxControllerLength ? [tooLong('spec.controller', maxControllerLength)] : []),
    ...validateDomainPrefixedPath('spec.controller', controller),
    ...(parameters ? validateParameters(parameters, 'spec.parameters') : []),
  ]
}

function validateParameters(parameters: any, path: string): FieldError[] {
  const { scope, namespace } = parameters
  const wrong = validateReference(parameters, path)
  if (scope === undefined) return [...wrong, required(`${path}.scope`)]
  if (!scopes.includes(scope)) return [...wrong, notSupported(`${path}.scope`, scope, scopes)]
  const at = `${path}.namespace`
  if (scope === 'Cluster') {
    return namespace === undefined ? wrong : [...wrong, forbidden(at, "`parameters.scope` is set to 'Cluster'")]
  }
  if (namespace === undefined) return [...wrong, required(at, "`parameters.scope` is set to 'Namespace'")]
  return [...wrong, ...dns1123Label(at, namespace)]
}
