import type { KubeObject } from '../../../apimachinery/meta.ts'
import { maxScore } from '../framework.ts'
import type { NodeInfo, ScorePlugin } from '../framework.ts'

/** Images below and above these sizes in all, in bytes, make no more difference. */
const least = 23 * 2 ** 20
const mostPerContainer = 1000 * 2 ** 20

/** Prefers nodes that have the pod's images already, the more so the larger these are and the more nodes have them. */
export const imageLocality: ScorePlugin = {
  name: 'ImageLocality',
  weight: 1,
  prepare: ({ spec }, { nodes }) => {
    const containers: any[] = [...spec.initContainers ?? [], ...spec.containers ?? []]
    const volumes: any[] = (spec.volumes ?? []).filter(({ image }: any) => image !== undefined)
    const wanted = [...containers.map(({ image }) => image), ...volumes.map(({ image }) => image.reference)]
      .map(withTag)
    const held = new Map(nodes.map((info) => [info, imagesOf(info.node)]))
    const spread = (image: string) => nodes.filter((info) => held.get(info)?.has(image)).length / nodes.length
    const most = mostPerContainer * containers.length
    return {
      score: (info: NodeInfo) => {
        const sum = wanted.reduce(
          (total, image) => total + Math.floor((held.get(info)?.get(image) ?? 0) * spread(image)), 0,
        )
        return Math.floor(maxScore * (Math.min(Math.max(sum, least), most) - least) / (most - least))
      },
    }
  },
}

function imagesOf({ status }: KubeObject): Map<string, number> {
  const images: any[] = status?.images ?? []
  return new Map(
    images.flatMap(({ names = [], sizeBytes = 0 }) => names.map((name: string) => [withTag(name), sizeBytes])),
  )
}

function withTag(name = ''): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
}
