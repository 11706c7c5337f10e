/**
 * Brings the two fields for where a claim's data comes from into step, in place: `dataSource` is the older one, which
 * takes only claims and snapshots, and silently. Upstream: DropDisabledFields, NormalizeDataSources and
 * EnforceDataSourceBackwardsCompatibility.
 */
export function prepareDataSources(spec: any, old: any): void {
  // Data from another namespace is a feature that is off by default.
  if (spec.dataSourceRef?.namespace && !old?.dataSourceRef) delete spec.dataSourceRef
  const hadSource = old?.dataSource || old?.dataSourceRef
  if (!hadSource && !spec.dataSourceRef && !isClaimOrSnapshot(spec.dataSource)) delete spec.dataSource
  joinDataSources(spec)
}

/** The same fields of a stored claim, as they count now; the spec is not changed. */
export function withBothDataSources(spec: any): any {
  const copy = { ...spec }
  joinDataSources(copy)
  return copy
}

function joinDataSources(spec: any): void {
  const { dataSource, dataSourceRef } = spec
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource }
  if (!dataSourceRef || dataSource || dataSourceRef.namespace) return
  const { namespace: _none, ...local } = dataSourceRef
  spec.dataSource = local
}

function isClaimOrSnapshot(source: any): boolean {
  const { apiGroup, kind } = source ?? {}
  const group = apiGroup ?? ''
  return (kind === 'PersistentVolumeClaim' && group === '') ||
    (kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io')
}
