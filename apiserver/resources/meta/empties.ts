/**
 * Whether lists or maps in a value are there and empty. Where upstream compares with Go's own DeepEqual, these are
 * others than those that are not there, which is how they are stored.
 */
export function hasEmpty(value: unknown, name = ''): boolean {
  if (Array.isArray(value)) return value.length === 0 || value.some((item) => hasEmpty(item))
  if (typeof value !== 'object' || value === null) return false
  const members = Object.entries(value)
  // Of what looks like a map all but labels are structs.
  return (name === 'matchLabels' && members.length === 0) || members.some(([key, inner]) => hasEmpty(inner, key))
}
