import { withConditions } from './conditions.ts'
import type { UpkeepTask } from './task.ts'

const levels = 'flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations'

/** Whether the level that a FlowSchema refers to exists. Upstream: flowcontrol's config consumer. */
export const flowSchemas: UpkeepTask = {
  kind: 'flowcontrol.apiserver.k8s.io/v1/flowschemas',
  alsoOn: [levels],
  manager: 'api-priority-and-fairness-config-consumer-v1',
  operation: 'Apply',
  statusOf({ spec, status }, { find }, now) {
    const name: string = spec?.priorityLevelConfiguration?.name ?? ''
    const found = find(levels, '', name) !== undefined
    const end = found ? 'and it exists' : 'but there is no such object'
    const conditions = withConditions(status?.conditions, [{
      type: 'Dangling',
      status: found ? 'False' : 'True',
      reason: found ? 'Found' : 'NotFound',
      message: `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(name)} ${end}`,
    }], now)
    return conditions && { ...status, conditions }
  },
}
