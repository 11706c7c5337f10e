import { readFileSync } from 'node:fs'
import type { JsonSchema } from './schemas.ts'

type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * What types and fields mean. Read anew each time and not kept: a server that nobody asks to explain
 * itself does not pay for the texts, and one that is asked keeps only the finished document.
 */
export function readDescriptions(): Descriptions {
  return JSON.parse(readFileSync(new URL('generated/descriptions.json', import.meta.url), 'utf8')) as Descriptions
}

/** Puts descriptions into the schemas, in place. */
export function describeSchemas(schemas: Record<string, JsonSchema>, descriptions: Descriptions): void {
  for (const [name, schema] of Object.entries(schemas)) {
    const texts = descriptions[name]
    if (!texts) continue
    if (texts[''] !== undefined) schema['description'] = texts['']
    for (const [field, property] of Object.entries<JsonSchema>(schema['properties'] ?? {})) {
      const text = texts[field]
      // Beside a plain reference nothing else counts in version 2, yet clients read a description there.
      if (text !== undefined) property['description'] = text
      else unwrap(property)
    }
  }
}

/** In version 3 a reference is wrapped to stand beside other things; one that stands alone is not. */
function unwrap(property: JsonSchema): void {
  if (Object.keys(property).length !== 1 || !Array.isArray(property['allOf'])) return
  Object.assign(property, property['allOf'][0])
  delete property['allOf']
}
