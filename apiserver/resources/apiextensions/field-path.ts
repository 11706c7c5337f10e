import { valueSchema, type JsonSchema } from './json-schema.ts'

type Found = { path: string[]; schema: JsonSchema } | { problem: string }

const token = /'(?:\\'|[^'])*'|[.[\]]|[^.[\]]+/g
const nowhere = { problem: 'does not refer to a valid field' }
const cutShort = { problem: 'unexpected end of JSON path' }

/** Follows a path such as `.spec.labels['a.b']` through a schema. Upstream: cel.ValidFieldPath. */
export function findField(jsonPath: string, root: JsonSchema, withBrackets = true): Found {
  const tokens = jsonPath.match(token) ?? []
  const path: string[] = []
  let schema = root
  for (let at = 0; at < tokens.length; at += 2) {
    let name = tokens[at + 1]
    if (tokens[at] === '[') {
      if (!withBrackets) return { problem: 'array notation is not allowed' }
      if (name === undefined) return cutShort
      if (!/^'.*'$/s.test(name)) return { problem: `expected single quoted string but got ${name}` }
      name = name.slice(1, -1).replaceAll(/\\(.)/gs, '$1')
      const end = tokens[at + 2]
      if (end !== ']') return end === undefined ? cutShort : { problem: `expected ] but got ${end}` }
      at++
    } else if (tokens[at] !== '.') return { problem: `expected [ or . but got: ${tokens[at]}` }
    if (name === undefined) return cutShort
    const next = schema.properties ? schema.properties[name] : valueSchema(schema)
    if (!next) return nowhere
    path.push(name)
    schema = next
  }
  return { path, schema }
}
