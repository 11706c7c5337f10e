import { readFileSync } from 'node:fs'
import type { Operation } from './operations.ts'

/** A parameter of the query or the path, before either version writes it. */
export interface Parameter {
  name: string
  in: 'query' | 'path'
  type: string
  description: string
}

type Tables = Readonly<Record<string, Readonly<Record<string, { type: string; description: string }>>>>

/** What each parameter means. Read anew each time and not kept, as describe.ts does with the texts of types. */
export function readParameters(): Tables {
  return JSON.parse(readFileSync(new URL('generated/parameters.json', import.meta.url), 'utf8')) as Tables
}

/** The parameters of an operation, sorted by name, those in the path before those in the query. */
export function parametersOf(operation: Operation, tables: Tables): Parameter[] {
  return operation.parameters.map((key) => parameterOf(operation, key, tables)).sort(byName)
}

const byName = (a: Parameter, b: Parameter): number => (`${a.name} ${a.in}` < `${b.name} ${b.in}` ? -1 : 1)

function parameterOf({ table, kind }: Operation, key: string, tables: Tables): Parameter {
  const name = key.replace(/^\{(.*)\}$/, '$1')
  const where = name === key ? 'query' : 'path'
  if (key === '{name}') return { name, in: where, type: 'string', description: `name of the ${kind?.kind}` }
  const row = tables[table]?.[key] ?? tables['']?.[key]
  if (!row) throw new RangeError(`cannot describe the parameter ${key} of ${table}: it is in no table`)
  return { name, in: where, ...row }
}

/** Those that every operation of a path has, which stand once for all of them. */
export function commonParameters(each: readonly (readonly Parameter[])[]): Parameter[] {
  const [first = [], ...others] = each
  return first.filter((one) => others.every((list) => list.some((other) => sameParameter(one, other))))
}

/** Whether two parameters are written in the same place. */
export function sameParameter(a: Parameter, b: Parameter): boolean {
  return a.name === b.name && a.in === b.in
}
