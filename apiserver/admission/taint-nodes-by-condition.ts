import type { AdmissionPlugin } from './plugin.ts'

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

/** A new node takes no pods before it is ready. Upstream: admission/nodetaint. */
export function taintNodesByCondition(): AdmissionPlugin {
  return {
    name: 'TaintNodesByCondition',
    only: ['nodes'],
    async admit({ definition, operation, subresource, object }) {
      const isNode = definition.group === '' && definition.resource === 'nodes' && subresource === ''
      if (!isNode || operation !== 'CREATE' || object === undefined) return
      object['spec'] ??= {}
      const taints: any[] = object['spec'].taints ?? []
      if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return
      object['spec'].taints = [...taints, { ...notReady }]
    },
  }
}
