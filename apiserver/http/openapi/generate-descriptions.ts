/**
 * Writes `generated/descriptions.json`: what types and fields mean, taken from the doc comments of the
 * installed client library's models.
 *
 *     node apiserver/http/openapi/generate-descriptions.ts
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import packed from '../../resources/schema/generated/types.json' with { type: 'json' }
import { definitionName } from './schemas.ts'

const models = new URL('../../../node_modules/@kubernetes/client-node/dist/gen/models/', import.meta.url)
const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** The model of a type: `V1Pod`, or with the group in front where two groups share a name. */
function modelOf(short: string): string | undefined {
  const parts = /(?:^|\/)([\w-]+)\/(v\w+)\.(\w+)$/.exec(short)
  if (!parts) return undefined
  const [, group = '', version = '', name = ''] = parts
  const files = [`${title(group)}${title(version)}${name}.d.ts`, `${title(version)}${name}.d.ts`]
  return files.find((file) => existsSync(new URL(file, models)))
}

/** Doc comments by field; the type's own under the empty name. */
function commentsOf(file: string): Record<string, string> {
  const text = readFileSync(new URL(file, models), 'utf8')
  const found: Record<string, string> = {}
  const about = /\/\*\*\r?\n((?:\s*\*(?!\/)[^\n]*\n)+)\s*\*\/\s*(?:export declare class \w+|'([^']+)'\??:)/g
  for (const [, comment = '', field = ''] of text.matchAll(about)) {
    found[field] = comment.split('\n').map((line) => line.replace(/^\s*\*\s?/, '')).join('\n').trim().replaceAll('\\"', '"')
  }
  return found
}

const descriptions: Record<string, Record<string, string>> = {}
for (const [short, text] of Object.entries(packed)) {
  const file = modelOf(short)
  if (file) descriptions[definitionName(text.split(/[\t\n]/)[0]!)] = commentsOf(file)
}
writeFileSync(new URL('generated/descriptions.json', import.meta.url), `${JSON.stringify(descriptions, null, 0)}\n`)
