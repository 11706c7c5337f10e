import type { KubeObject } from '../../apimachinery/meta.ts'

/** The newest of the classes that are marked as default, the first by name of those as new. */
export function newestDefault(
  classes: readonly KubeObject[], isDefault: (one: KubeObject) => boolean,
): KubeObject | undefined {
  const made = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? ''
  return classes.filter(isDefault).sort((one, other) => {
    if (made(one) !== made(other)) return made(one) > made(other) ? -1 : 1
    return (one.metadata.name ?? '') < (other.metadata.name ?? '') ? -1 : 1
  })[0]
}
