import { printedByGo } from '../schema/go-print.ts'

/** A value of a type of apiextensions as upstream's internal type prints it: there Nullable follows Type. */
export function printedInternally(type: string, value: unknown): unknown {
  return reordered(printedByGo(type, value))
}

function reordered(value: any): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  const { Nullable, ...fields } = value
  return Object.fromEntries(Object.entries(fields).flatMap(([name, inner]) => [
    [name, reordered(inner)],
    ...(name === 'Type' && Nullable !== undefined ? [['Nullable', Nullable]] : []),
  ]))
}
