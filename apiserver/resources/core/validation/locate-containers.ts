/** A container with its field path. */
export interface LocatedContainer {
  container: any
  path: string
}

/** Every container of a spec, init containers first, as upstream's VisitContainersWithPath walks them. */
export function locateContainers(spec: any, path: string): LocatedContainer[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    ((spec[list] ?? []) as any[]).map((container, index) => ({ container, path: `${path}.${list}[${index}]` })))
}
