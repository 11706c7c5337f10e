/**
 * Drops the fields of features that are off by default, so that nothing that has no effect is stored.
 * Upstream: DropDisabledPodFields and DropDisabledTemplateFields.
 */
export function dropDisabledFields(spec: any): void {
  delete spec?.schedulingGroup
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const container of spec?.[list] ?? []) dropStopSignal(container)
  }
  for (const { projected } of spec?.volumes ?? []) {
    for (const source of projected?.sources ?? []) {
      delete source.clusterTrustBundle
      delete source.podCertificate
    }
  }
}

/** The same for a pod's status, in place. Upstream: dropDisabledPodStatusFields. */
export function dropDisabledStatusFields(status: any): void {
  delete status.nodeAllocatableResourceClaimStatuses
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    for (const { volumeMounts } of status[list] ?? []) {
      for (const mount of volumeMounts ?? []) delete mount.volumeStatus
    }
  }
}

/** A lifecycle that said nothing else goes with it. */
function dropStopSignal(container: any): void {
  if (container.lifecycle?.stopSignal === undefined) return
  delete container.lifecycle.stopSignal
  if (Object.keys(container.lifecycle).length === 0) delete container.lifecycle
}
