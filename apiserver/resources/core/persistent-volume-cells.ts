import type { KubeObject } from '../../../apimachinery/meta.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'

const shortModes: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'], ['ReadOnlyMany', 'ROX'], ['ReadWriteMany', 'RWX'], ['ReadWriteOncePod', 'RWOP'],
]

/** Access modes in short, each once and in Kubernetes' order. */
export function accessModesText(modes: readonly string[] = []): string {
  return shortModes.filter(([mode]) => modes.includes(mode)).map(([, short]) => short).join(',')
}

/** An amount as Go prints it; none is `0`. */
export function canonicalAmount(text: string | undefined): string {
  return parseQuantity(text ?? '0')?.toString() ?? ''
}

/** The storage class of a volume or claim: by its old annotation or its field. */
export function storageClassOf({ metadata, spec }: KubeObject): string {
  return metadata.annotations?.[storageClassAnnotation] ?? spec?.storageClassName ?? ''
}

/** How a storage class was named before there was a field for it. */
export const storageClassAnnotation = 'volume.beta.kubernetes.io/storage-class'
