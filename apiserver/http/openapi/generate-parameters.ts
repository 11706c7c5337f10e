/**
 * Writes `generated/parameters.json` from a recorded `/openapi/v2` document: the query and path parameters by
 * name, those that only one kind of connection knows under that kind.
 *
 *     node apiserver/http/openapi/generate-parameters.ts OPENAPI-V2.json
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface Recorded { name: string; in: string; type?: string; description?: string; required?: boolean; $ref?: string }
interface Row { type: string; description: string; in?: string }

const [source] = process.argv.slice(2)
if (source === undefined) throw new RangeError('cannot write the parameters: name the recorded document')
const document = JSON.parse(readFileSync(source, 'utf8'))
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']
const tables: Record<string, Record<string, Row>> = {}

/** `PodExecOptions` for a connection to exec, `PodLogOptions` for the log, `Patch` for a patch; else all share. */
function tableOf(path: string, operation: any): string {
  if (path.endsWith('/log')) return 'PodLogOptions'
  if (operation['x-kubernetes-action'] === 'connect') return operation['x-kubernetes-group-version-kind'].kind
  return operation['x-kubernetes-action'] === 'patch' ? 'Patch' : ''
}

for (const [path, item] of Object.entries<any>(document.paths)) {
  for (const method of methods.filter((name) => item[name])) {
    const parameters: Recorded[] = [...(item.parameters ?? []), ...(item[method].parameters ?? [])]
    for (const one of parameters) {
      const parameter: Recorded = one.$ref ? document.parameters[one.$ref.slice('#/parameters/'.length)] : one
      if (parameter.in === 'body' || parameter.name === 'name') continue
      const key = parameter.in === 'path' ? `{${parameter.name}}` : parameter.name
      const table = (tables[parameter.in === 'path' ? '' : tableOf(path, item[method])] ??= {})
      table[key] = { type: parameter.type ?? 'string', description: parameter.description ?? '' }
    }
  }
}
for (const [name, table] of Object.entries(tables)) {
  if (name === '') continue
  for (const key of Object.keys(table)) {
    if (JSON.stringify(tables['']![key]) === JSON.stringify(table[key])) delete table[key]
  }
}
writeFileSync(new URL('generated/parameters.json', import.meta.url), `${JSON.stringify(tables, null, 1)}\n`)
