import type { KubeObject } from '../../../apimachinery/meta.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { Column, ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { keepMetadata } from '../meta/keep-metadata.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateConditions } from './conditions.ts'
import { validatePriorityLevel } from './priority-level-validation.ts'

/** PriorityLevelConfiguration: how many requests of a level run at a time, and what becomes of those beyond. */
export const priorityLevelConfiguration: ResourceDefinition = {
  ...plainRow,
  group: 'flowcontrol.apiserver.k8s.io',
  kind: 'PriorityLevelConfiguration',
  resource: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  namespaced: false,
  type: 'k8s.io/api/flowcontrol/v1.PriorityLevelConfiguration',
  storagePrefix: 'prioritylevelconfigurations',
  strategy: {
    applyDefaults,
    prepareForCreate(object) {
      object['status'] = {}
      object.metadata.generation = 1
    },
    validate: validatePriorityLevel,
    prepareForUpdate(object, old) {
      raiseGeneration(object, old, 'k8s.io/api/flowcontrol/v1.PriorityLevelConfigurationSpec')
      restore(object, old, 'status')
    },
    validateUpdate: (object) => [
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validatePriorityLevel(object),
    ],
  },
  status: {
    prepareForUpdate(object, old) {
      keepMetadata(object, old)
      restore(object, old, 'spec')
    },
    validateUpdate: validateConditions,
  },
  subresources: [{ name: 'status', kind: 'PriorityLevelConfiguration', verbs: statusVerbs }],
  columns: columns(),
}

function applyDefaults({ spec }: KubeObject): void {
  if (spec?.exempt) {
    spec.exempt.nominalConcurrencyShares ??= 0
    spec.exempt.lendablePercent ??= 0
  }
  if (!spec?.limited) return
  spec.limited.nominalConcurrencyShares ??= 30
  spec.limited.lendablePercent ??= 0
  const queuing = spec.limited.limitResponse?.queuing
  if (!queuing) return
  queuing.handSize ||= 8
  queuing.queues ||= 64
  queuing.queueLengthLimit ||= 50
}

function columns(): Column[] {
  const queuing = (field: string) => ({ spec }: KubeObject): number | string =>
    spec?.limited?.limitResponse?.queuing?.[field] ?? '<none>'
  return [
    nameColumn,
    column(
      'Type',
      '`type` indicates whether this priority level is subject to limitation on request execution.  A value of '
        + '`"Exempt"` means that requests of this priority level are not subject to a limit (and thus are never '
        + 'queued) and do not detract from the capacity made available to other priority levels.  A value of '
        + '`"Limited"` means that (a) requests of this priority level _are_ subject to limits and (b) some of the '
        + "server's limited capacity is made available exclusively to this priority level. Required.",
      ({ spec }) => spec?.type ?? '',
    ),
    column(
      'NominalConcurrencyShares',
      '`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit (NominalCL) of '
        + 'this level. This is the number of execution seats available at this priority level. This is used both for '
        + 'requests dispatched from this priority level as well as requests dispatched from other priority levels '
        + "borrowing seats from this level. The server's concurrency limit (ServerCL) is divided among the Limited "
        + 'priority levels in proportion to their NCS values:\n\n'
        + 'NominalCL(i)  = ceil( ServerCL * NCS(i) / sum_ncs ) sum_ncs = sum[priority level k] NCS(k)\n\n'
        + 'Bigger numbers mean a larger nominal concurrency limit, at the expense of every other priority level.\n\n'
        + 'If not specified, this field defaults to a value of 30.\n\n'
        + 'Setting this field to zero supports the construction of a "jail" for this priority level that is used to '
        + 'hold some request(s)',
      ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? '<none>',
    ),
    column(
      'Queues',
      '`queues` is the number of queues for this priority level. The queues exist independently at each apiserver. '
        + 'The value must be positive.  Setting it to 1 effectively precludes shufflesharding and thus makes the '
        + 'distinguisher method of associated flow schemas irrelevant.  This field has a default value of 64.',
      queuing('queues'),
    ),
    column(
      'HandSize',
      '`handSize` is a small positive number that configures the shuffle sharding of requests into queues.  When '
        + "enqueuing a request at this priority level the request's flow identifier (a string pair) is hashed and "
        + 'the hash value is used to shuffle the list of queues and deal a hand of the size specified here.  The '
        + 'request is put into one of the shortest queues in that hand. `handSize` must be no larger than `queues`, '
        + 'and should be significantly smaller (so that a few heavy flows do not saturate most of the queues).  See '
        + 'the user-facing documentation for more extensive guidance on setting this field.  This field has a '
        + 'default value of 8.',
      queuing('handSize'),
    ),
    column(
      'QueueLengthLimit',
      '`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this priority '
        + 'level at a time; excess requests are rejected.  This value must be positive.  If not specified, it will '
        + 'be defaulted to 50.',
      queuing('queueLengthLimit'),
    ),
    ageColumn,
  ]
}
