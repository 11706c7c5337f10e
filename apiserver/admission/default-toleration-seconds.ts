import { podOf } from './pod-create.ts'
import type { AdmissionPlugin } from './plugin.ts'

const seconds = 300
const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/**
 * A pod stays for five minutes on a node that is lost, unless it says otherwise.
 * Upstream: admission/defaulttolerationseconds.
 */
export function defaultTolerationSeconds(): AdmissionPlugin {
  return {
    name: 'DefaultTolerationSeconds',
    only: ['pods'],
    async admit(attributes) {
      const pod = podOf(attributes, 'CREATE') ?? podOf(attributes, 'UPDATE')
      if (pod === undefined) return
      const tolerations: any[] = pod['spec'].tolerations ?? []
      const missing = taints.filter((taint) => !tolerations.some((one) => tolerates(one, taint)))
      if (missing.length === 0) return
      pod['spec'].tolerations = [
        ...tolerations,
        ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds })),
      ]
    },
  }
}

function tolerates({ key = '', effect = '' }: any, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '')
}
