/** Lists that a strategic patch merges by a key of their items, as far as controllers patch them. */
const mergeKeys: Readonly<Record<string, string>> = { conditions: 'type', ownerReferences: 'uid' }

/** The object after a merge patch or a strategic one. */
export function fakePatch(old: any, patch: any, type: string): any {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch
  const next: Record<string, unknown> = { ...old }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    const mergeKey = type === 'strategic' && Array.isArray(value) ? mergeKeys[key] : undefined
    if (value === null) delete next[key]
    else if (mergeKey !== undefined) next[key] = mergeLists(old?.[key] ?? [], value as any[], mergeKey)
    else next[key] = fakePatch(old?.[key], value, type)
  }
  return next
}

function mergeLists(old: any[], patch: any[], key: string): any[] {
  const merged = [...old]
  for (const item of patch) {
    const at = merged.findIndex((one) => one[key] === item[key])
    if (item.$patch === 'delete') merged.splice(at, at === -1 ? 0 : 1)
    else if (at === -1) merged.push(item)
    else merged[at] = fakePatch(merged[at], item, 'strategic')
  }
  return merged
}
