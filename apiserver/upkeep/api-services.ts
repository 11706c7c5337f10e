import { withConditions } from './conditions.ts'
import type { UpkeepTask } from './task.ts'

const services = '/v1/services'

/** Whether the service that answers for an API exists. Upstream: kube-aggregator's remote availability. */
export const apiServices: UpkeepTask = {
  kind: 'apiregistration.k8s.io/v1/apiservices',
  alsoOn: [services],
  manager: 'kube-apiserver',
  operation: 'Update',
  statusOf({ spec, status }, { find }, now) {
    const { namespace = '', name = '' } = spec?.service ?? {}
    if (!spec?.service || find(services, namespace, name)) return undefined
    const conditions = withConditions(status?.conditions, [{
      type: 'Available',
      status: 'False',
      reason: 'ServiceNotFound',
      message: `service/${name} in ${JSON.stringify(namespace)} is not present`,
    }], now)
    return conditions && { ...status, conditions }
  },
}
