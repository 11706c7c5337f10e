/** Where a value is: `name` is what messages call it, its path below the value that the schema is of. */
export interface Place {
  root: string
  name: string
  path: string
}

/** The value that the schema is of. */
export const placeAt = (root: string): Place => ({ root, name: '', path: root })

/** The place of a field (`a`) or an item (`[0]`). */
export function within({ root, name }: Place, step: string): Place {
  const inner = name === '' || step.startsWith('[') ? `${name}${step}` : `${name}.${step}`
  return { root, name: inner, path: `${root}.${inner}` }
}
