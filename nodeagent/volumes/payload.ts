import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ProjectedFile } from './atomic-writer.ts'

/** One `items` entry of a volume source. */
export interface KeyToPath {
  key: string
  path: string
  mode?: number
}

/** A volume's source is not there, or lacks what is asked of it; the pod waits, with a FailedMount event. */
export class VolumeError extends Error {}

/** The files of a ConfigMap's or Secret's keys: all of them, or those that `items` name. */
export function keyedFiles(
  data: ReadonlyMap<string, Buffer>,
  { items, mode, optional, what }: {
    items: readonly KeyToPath[] | undefined
    mode: number
    optional: boolean
    what: string
  },
): ProjectedFile[] {
  if (items === undefined || items.length === 0) {
    return [...data].map(([path, content]) => ({ path, data: content, mode }))
  }
  return items.flatMap((item) => {
    const content = data.get(item.key)
    if (content !== undefined) return [{ path: item.path, data: content, mode: item.mode ?? mode }]
    if (optional) return []
    throw new VolumeError(
      `${what === 'configmap' ? 'configmap references non-existent config' : 'references non-existent secret'} key: `
        + `${item.key}`,
    )
  })
}

/** A ConfigMap's text and binary keys as bytes. */
export function configMapData(map: KubeObject): Map<string, Buffer> {
  const text = Object.entries<string>(map['data'] ?? {}).map(([key, value]) => [key, Buffer.from(value)] as const)
  const binary = Object.entries<string>(map['binaryData'] ?? {})
    .map(([key, value]) => [key, Buffer.from(value, 'base64')] as const)
  return new Map([...text, ...binary])
}

/** A Secret's keys as bytes. */
export function secretData(secret: KubeObject): Map<string, Buffer> {
  return new Map(
    Object.entries<string>(secret['data'] ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]),
  )
}
