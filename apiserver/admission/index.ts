import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates.ts'
import { claimResize } from './claim-resize.ts'
import { defaultIngressClass } from './default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { deviceAdminAccess } from './device-admin-access.ts'
import { resourceName } from './kind-of.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import type { Admission, AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'
import { podSecurity } from './pod-security.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { storageInUseProtection } from './storage-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

export type { Admission, AdmissionPlugin, AdmissionSources, Attributes, Operation } from './plugin.ts'

/**
 * Admission with the default plug-ins. Order is upstream's (kubeapiserver/options AllOrderedPlugins): both passes walk
 * the list from the front, and the first refusal ends the request.
 */
export function createAdmission(sources: AdmissionSources): Admission {
  return chain(defaultPlugins(sources))
}

function defaultPlugins(sources: AdmissionSources): AdmissionPlugin[] {
  return [
    // First, so that a missing namespace is what is said of any object in it.
    namespaceLifecycle(sources),
    limitRanger(sources),
    serviceAccount(sources),
    taintNodesByCondition(),
    podSecurity(),
    priority(sources),
    defaultTolerationSeconds(),
    defaultStorageClass(sources),
    storageInUseProtection(),
    claimResize(sources),
    runtimeClass(sources),
    certificateApproval(sources),
    certificateSigning(sources),
    certificateSubjectRestriction(),
    defaultIngressClass(sources),
    // Not a plug-in of upstream's, who asks while validating; so behind all that may still change the object.
    deviceAdminAccess(sources),
    resourceQuota(sources),
  ]
}

function chain(plugins: readonly AdmissionPlugin[]): Admission {
  const chosen = new Map<string, Chosen>()
  const choose = ({ definition }: Attributes): Chosen => {
    const name = resourceName(definition)
    const known = chosen.get(name) ?? choosePlugins(plugins, name)
    chosen.set(name, known)
    return known
  }
  return {
    async mutate(attributes) {
      for (const plugin of choose(attributes).admitting) await plugin.admit!(attributes)
    },
    async validate(attributes) {
      for (const plugin of choose(attributes).validating) await plugin.validate!(attributes)
    },
  }
}

/** The plug-ins that look at one kind, in order. */
interface Chosen {
  admitting: readonly AdmissionPlugin[]
  validating: readonly AdmissionPlugin[]
}

function choosePlugins(plugins: readonly AdmissionPlugin[], name: string): Chosen {
  const concerned = plugins.filter(({ only }) => only?.includes(name) ?? true)
  return { admitting: concerned.filter(({ admit }) => admit), validating: concerned.filter(({ validate }) => validate) }
}
