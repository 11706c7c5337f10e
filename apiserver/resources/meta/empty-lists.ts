/**
 * An empty list that is not left out reads back as null: what upstream stores, protobuf, does not tell one from none.
 */
export function emptyListIsNull(holder: Record<string, any>, field: string): void {
  if (Array.isArray(holder[field]) && holder[field].length === 0) holder[field] = null
}
