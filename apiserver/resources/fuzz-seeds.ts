import { globSync, readFileSync } from 'node:fs'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { structFor } from './schema/kinds.ts'
import type { StructType } from './schema/schema.ts'
import { decodeYaml } from './schema/yaml.ts'

/** One valid object of a kind, and its type. */
export interface Seed {
  object: KubeObject
  struct: StructType
}

/** A valid object of each kind that has a file of cases beside its rows. */
export function objectSeeds(): Seed[] {
  const files = globSync('*/cases.yaml', { cwd: import.meta.dirname })
  const objects = files.sort().flatMap((file) => {
    const { value } = decodeYaml(readFileSync(new URL(file, import.meta.url), 'utf8'))
    return Object.values(value as Record<string, { object: KubeObject }>).map(({ object }) => object)
  })
  return objects.flatMap((object) => {
    const struct = structFor(object.apiVersion, object.kind)
    return struct ? [{ object, struct }] : []
  })
}
