/**
 * The objects without which requests could not be told apart; their specs never change.
 * Upstream: flowcontrol/bootstrap.
 */

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
}

const group = (name: string) => ({ kind: 'Group', group: { name } })

/** Specs of FlowSchemas by name. */
export const mandatoryFlowSchemas: Readonly<Record<string, Record<string, unknown>>> = {
  exempt: {
    priorityLevelConfiguration: { name: 'exempt' },
    matchingPrecedence: 1,
    rules: [{ subjects: [group('system:masters')], ...everything }],
  },
  'catch-all': {
    priorityLevelConfiguration: { name: 'catch-all' },
    matchingPrecedence: 10000,
    distinguisherMethod: { type: 'ByUser' },
    rules: [{ subjects: [group('system:unauthenticated'), group('system:authenticated')], ...everything }],
  },
}

/** Specs of PriorityLevelConfigurations by name. */
export const mandatoryPriorityLevels: Readonly<Record<string, Record<string, unknown>>> = {
  exempt: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  'catch-all': {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 },
  },
}
