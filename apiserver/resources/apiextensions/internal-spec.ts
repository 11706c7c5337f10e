import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { JsonSchema } from './json-schema.ts'

/** What a version may have, or all versions together. */
interface Parts {
  subresources?: any
  additionalPrinterColumns?: any[]
  selectableFields?: any[]
}

/** A version as upstream's validation sees it. */
export interface InternalVersion extends Parts {
  name?: string
  served?: boolean
  storage?: boolean
  deprecated?: boolean
  deprecationWarning?: string
  schema?: { openAPIV3Schema?: JsonSchema }
}

/**
 * A spec as upstream's validation sees it: what all versions say alike stands at the top, the schema as `validation`.
 */
export interface InternalSpec extends Parts {
  group: string
  scope: string
  names: any
  version: string
  versions: InternalVersion[] | undefined
  validation?: { openAPIV3Schema?: JsonSchema }
  conversion: any
  preserveUnknownFields: boolean
}

const parts = [
  ['subresources', 'subresources'],
  ['schema', 'validation'],
  ['additionalPrinterColumns', 'additionalPrinterColumns'],
  ['selectableFields', 'selectableFields'],
] as const

/** Upstream: Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec. */
export function internalSpec(spec: any): InternalSpec {
  const { group = '', scope = '', names = {}, conversion, preserveUnknownFields = false } = spec ?? {}
  const versions: InternalVersion[] | undefined = spec?.versions?.map((version: object) => ({ ...version }))
  const [first, ...rest] = versions ?? []
  const internal: InternalSpec = {
    group, scope, names, version: first?.name ?? '', versions, conversion, preserveUnknownFields,
  }
  if (!first) return internal
  for (const [part, whole] of parts) {
    if (!rest.every((version) => semanticEqual(version[part], first[part]))) continue
    if (first[part] !== undefined && first[part] !== null) Object.assign(internal, { [whole]: first[part] })
    for (const version of versions ?? []) delete version[part]
  }
  return internal
}
