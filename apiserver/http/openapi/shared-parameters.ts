import type { JsonSchema } from './schemas.ts'

/**
 * These stay where they are: their text names a kind, or clients look for them there.
 * Upstream: deduplicateParameters.
 */
const unshared = new Set(['name', 'fieldValidation', 'dryRun'])

/** Puts parameters that are alike into the document once, and references to them where they stood; in place. */
export function shareParameters(document: JsonSchema): void {
  const shared: Record<string, JsonSchema> = {}
  const replace = (parameter: JsonSchema): JsonSchema => {
    if (!isShared(parameter)) return parameter
    const name = `${parameter['name']}-${hashOf(parameter)}`
    shared[name] = parameter
    return { $ref: `#/parameters/${name}` }
  }
  for (const item of Object.values<JsonSchema>(document['paths'])) {
    for (const holder of [item, ...Object.values<JsonSchema>(item)]) {
      if (holder['parameters']) holder['parameters'] = holder['parameters'].map(replace)
    }
  }
  document['parameters'] = Object.fromEntries(Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isShared({ name, in: where, schema }: JsonSchema): boolean {
  if (where !== 'body') return !unshared.has(name)
  return schema.$ref.startsWith('#/definitions/io.k8s.apimachinery')
}

const prime = 0x100000001b3n
const offset = 0xcbf29ce484222325n

/** The first six bytes of FNV-1 (64 bits) over the parameter as Go writes it. */
function hashOf(parameter: JsonSchema): string {
  const { uniqueItems, type, description, name, in: where, required, schema } = parameter
  const text = JSON.stringify({ uniqueItems, type, description, name, in: where, required, schema })
    .replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
  let hash = offset
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, hash * prime) ^ BigInt(byte)
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(hash)
  return bytes.subarray(0, 6).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}
