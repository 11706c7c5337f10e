/**
 * Writes `generated/descriptions.json`, what types and fields mean, from a recorded `/openapi/v2` document. (The
 * models of client libraries lack the texts of fields that refer to another type.)
 *
 *     node apiserver/http/openapi/generate-descriptions.ts OPENAPI-V2.json
 */
import { readFileSync, writeFileSync } from 'node:fs'

const [source] = process.argv.slice(2)
if (source === undefined) throw new RangeError('cannot write the descriptions: name the recorded document')
const { definitions } = JSON.parse(readFileSync(source, 'utf8'))
const descriptions: Record<string, Record<string, string>> = {}
for (const [name, schema] of Object.entries<any>(definitions)) {
  const texts: Record<string, string> = schema.description === undefined ? {} : { '': schema.description }
  for (const [field, property] of Object.entries<any>(schema.properties ?? {})) {
    if (property.description !== undefined) texts[field] = property.description
  }
  if (Object.keys(texts).length > 0) descriptions[name] = texts
}
writeFileSync(new URL('generated/descriptions.json', import.meta.url), `${JSON.stringify(descriptions, null, 0)}\n`)
