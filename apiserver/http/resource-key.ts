/** How the served kinds are keyed. */
export function resourceKey(group: string, version: string, resource: string): string {
  return `${group}/${version}/${resource}`
}
