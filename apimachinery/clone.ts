/** A deep copy of a JSON value; several times as fast as structuredClone, which minds what JSON does not have. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(cloneJson) as T
  // Spread keeps an own member `__proto__` for what it is; to assign it to what has it already is harmless, too.
  const copy = { ...value } as Record<string, unknown>
  for (const key in copy) {
    const inner = copy[key]
    if (typeof inner === 'object' && inner !== null) copy[key] = cloneJson(inner)
  }
  return copy as T
}
