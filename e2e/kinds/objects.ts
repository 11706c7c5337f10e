import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { repository } from '../harness/tools.ts'

/** A valid object of each kind, by `apiVersion/kind`: what the table tests of the kinds start from. */
export function objectsByKind(): ReadonlyMap<string, KubeObject> {
  const folder = join(repository, 'apiserver', 'resources')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  const found = new Map<string, KubeObject>()
  for (const file of files) {
    const cases = load(readFileSync(join(folder, file), 'utf8')) as Record<string, { object: KubeObject }>
    for (const { object } of Object.values(cases)) {
      const key = `${object.apiVersion}/${object.kind}`
      if (!found.has(key)) found.set(key, object)
    }
  }
  return found
}
