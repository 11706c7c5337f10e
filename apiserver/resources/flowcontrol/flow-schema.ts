import type { KubeObject } from '../../../apimachinery/meta.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { keepMetadata } from '../meta/keep-metadata.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateConditions } from './conditions.ts'
import { validateFlowSchema } from './flow-schema-validation.ts'

const defaultPrecedence = 1000

const precedenceOf = ({ spec }: KubeObject): number => spec?.matchingPrecedence ?? 0

/** FlowSchema: which requests belong to which priority level. */
export const flowSchema: ResourceDefinition = {
  ...plainRow,
  group: 'flowcontrol.apiserver.k8s.io',
  kind: 'FlowSchema',
  resource: 'flowschemas',
  singular: 'flowschema',
  namespaced: false,
  type: 'k8s.io/api/flowcontrol/v1.FlowSchema',
  storagePrefix: 'flowschemas',
  strategy: {
    applyDefaults(object) {
      object['spec'] = {
        ...object['spec'], matchingPrecedence: object['spec']?.matchingPrecedence || defaultPrecedence,
      }
    },
    prepareForCreate(object) {
      object['status'] = {}
      object.metadata.generation = 1
    },
    validate: validateFlowSchema,
    prepareForUpdate(object, old) {
      raiseGeneration(object, old, 'k8s.io/api/flowcontrol/v1.FlowSchemaSpec')
      restore(object, old, 'status')
    },
    validateUpdate: (object) => [
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validateFlowSchema(object),
    ],
  },
  status: {
    prepareForUpdate(object, old) {
      keepMetadata(object, old)
      restore(object, old, 'spec')
    },
    validateUpdate: validateConditions,
  },
  subresources: [{ name: 'status', kind: 'FlowSchema', verbs: statusVerbs }],
  rowOrder: (one, other) => precedenceOf(one) - precedenceOf(other),
  columns: [
    nameColumn,
    column(
      'PriorityLevel', '`name` is the name of the priority level configuration being referenced Required.',
      ({ spec }) => spec?.priorityLevelConfiguration?.name ?? '',
    ),
    column(
      'MatchingPrecedence',
      '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen '
        + 'FlowSchema is among those with the numerically lowest (which we take to be logically highest) '
        + 'MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the '
        + 'precedence is not specified, it will be set to 1000 as default.',
      ({ spec }) => spec?.matchingPrecedence ?? 0,
    ),
    column(
      'DistinguisherMethod',
      '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. '
        + '`nil` specifies that the distinguisher is disabled and thus will always be the empty string.',
      ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>',
    ),
    ageColumn,
    column(
      'MissingPL', 'references a broken or non-existent PriorityLevelConfiguration',
      ({ status }) => (status?.conditions ?? []).find(({ type }: any) => type === 'Dangling')?.status ?? '?',
    ),
  ],
}
