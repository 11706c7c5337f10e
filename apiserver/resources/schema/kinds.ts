import { builtinSchema } from './load.ts'
import type { StructType } from './schema.ts'

/** The built-in type of a kind; kinds that any group has (Status, DeleteOptions …) are found in meta/v1. */
export function structFor(apiVersion: string, kind: string): StructType | undefined {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') as [string, string] : ['', apiVersion]
  const folder = group === '' ? 'core' : group.split('.')[0]!
  return find(`${folder}/${version}.${kind}`) ?? find(`meta/v1.${kind}`)
}

function find(name: string): StructType | undefined {
  try {
    return builtinSchema().struct(name)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
