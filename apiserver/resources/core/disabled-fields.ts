/**
 * Drops the fields of features that are off by default, so that nothing that has no effect is stored.
 * Upstream: DropDisabledPodFields and DropDisabledTemplateFields.
 */
export function dropDisabledFields(spec: any): void {
  delete spec?.schedulingGroup
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const { lifecycle } of spec?.[list] ?? []) delete lifecycle?.stopSignal
  }
  for (const { projected } of spec?.volumes ?? []) {
    for (const source of projected?.sources ?? []) {
      delete source.clusterTrustBundle
      delete source.podCertificate
    }
  }
}
