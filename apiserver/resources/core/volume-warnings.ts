import { withoutTrailingSlashes } from '../../../apimachinery/slashes.ts'

interface LocatedPath {
  path: string
  /** What writes there; '' when the volume has one source only. */
  source: string
}

/** Files of a volume that would overwrite each other. Upstream: warningsForOverlappingVirtualPaths. */
export function overlappingPathWarnings(volumes: readonly any[]): string[] {
  return volumes.flatMap((volume) => {
    const { name = '', configMap, secret, downwardAPI, projected } = volume
    const say = (what: string, overlaps: string[]): string[] =>
      overlaps.map((one) => `volume ${JSON.stringify(name)} (${what}): overlapping paths: ${one}`)
    return [
      ...say(`ConfigMap ${JSON.stringify(configMap?.name ?? '')}`, overlapsOf(pathsOf(configMap?.items))),
      ...say(`Secret ${JSON.stringify(secret?.secretName ?? '')}`, overlapsOf(pathsOf(secret?.items))),
      ...say('DownwardAPI', overlapsOf(pathsOf(downwardAPI?.items))),
      ...emptySources(name, projected),
      ...say('Projected', overlapsOf(((projected?.sources ?? []) as any[]).flatMap(pathsOfSource))),
    ]
  })
}

function emptySources(name: string, projected: any): string[] {
  return ((projected?.sources ?? []) as any[])
    .filter((source) => Object.keys(source).length === 0)
    .map(() => `volume ${JSON.stringify(name)} (Projected) has no sources provided`)
}

function pathsOf(items: any[] = [], source = ''): LocatedPath[] {
  return items.map(({ path = '' }) => ({ path, source }))
}

function pathsOfSource(source: any): LocatedPath[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = source
  if (configMap?.items) return pathsOf(configMap.items, `ConfigMap ${JSON.stringify(configMap.name ?? '')}`)
  if (secret?.items) return pathsOf(secret.items, `Secret ${JSON.stringify(secret.name ?? '')}`)
  if (downwardAPI?.items) return pathsOf(downwardAPI.items, 'DownwardAPI')
  if (serviceAccountToken) return pathsOf([serviceAccountToken], 'ServiceAccountToken')
  if (!clusterTrustBundle) return []
  const name: string = clusterTrustBundle.name ?? clusterTrustBundle.signerName ?? ''
  return pathsOf([clusterTrustBundle], `ClusterTrustBundle ${JSON.stringify(name)}`)
}

function overlapsOf(paths: readonly LocatedPath[]): string[] {
  const known: LocatedPath[] = []
  return paths.flatMap(({ path, source }) => {
    const one = { path: withoutTrailingSlashes(path), source }
    const hits = one.path === '' ? [] : known.filter((other) => overlap(one.path, other.path))
    known.push(one)
    return hits.map((other) => `${print(one)} with ${print(other)}`)
  })
}

function overlap(one: string, other: string): boolean {
  if (other === '') return false
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}

const print = ({ path, source }: LocatedPath): string =>
  source === '' ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`
