import type { Admission, AdmissionPlugin, AdmissionSources } from './plugin.ts'

export type { Admission, AdmissionPlugin, AdmissionSources, Attributes, Operation } from './plugin.ts'

/**
 * Admission with the default plug-ins. Order is upstream's (kubeapiserver/options AllOrderedPlugins): both passes walk the
 * list from the front, and the first refusal ends the request.
 */
export function createAdmission(sources: AdmissionSources): Admission {
  return chain(defaultPlugins(sources))
}

function defaultPlugins(_sources: AdmissionSources): AdmissionPlugin[] {
  return []
}

function chain(plugins: readonly AdmissionPlugin[]): Admission {
  return {
    async mutate(attributes) {
      for (const plugin of plugins) await plugin.admit?.(attributes)
    },
    async validate(attributes) {
      for (const plugin of plugins) await plugin.validate?.(attributes)
    },
  }
}
