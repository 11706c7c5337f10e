/** Lists, sets and maps with a limit. Upstream: validateSlice, validateSet and validateMap of resource validation. */
import { duplicate, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'

type Rule<T> = (item: T, path: string) => FieldError[]

/** Every item by its rule, or only that there are too many. */
export function validateList<T>(
  items: readonly T[] | undefined | null, max: number, rule: Rule<T>, path: string,
): FieldError[] {
  const list = items ?? []
  if (list.length > max) return [tooMany(path, list.length, max)]
  return list.flatMap((item, at) => rule(item, `${path}[${at}]`))
}

/** The same, with no two items of one key. */
export function validateSet<T>(
  items: readonly T[] | undefined | null, max: number, rule: Rule<T>, keyOf: (item: T) => string, path: string,
  printed: (item: T) => unknown = keyOf,
): FieldError[] {
  const list = items ?? []
  if (list.length > max) return [tooMany(path, list.length, max)]
  const keys = list.map(keyOf)
  const repeated = (at: number): FieldError => duplicate(`${path}[${at}]`, printed(list[at]!))
  return [
    ...validateList(list, max, rule, path),
    ...keys.flatMap((key, at) => (keys.indexOf(key) < at ? [repeated(at)] : [])),
  ]
}

interface MapRules<T> { max: number; longestKey: number; key: Rule<string>; item: Rule<T> }

/** Every key and item by its rule; keys that are too long are shown shortened. */
export function validateMap<T>(
  map: Readonly<Record<string, T>> | undefined | null, { max, longestKey, key, item }: MapRules<T>, path: string,
): FieldError[] {
  const entries = Object.entries(map ?? {})
  if (entries.length > max) return [tooMany(path, entries.length, max)]
  return entries.flatMap(([name, value]) => [
    ...key(name, path), ...item(value, `${path}[${shortened(name, longestKey)}]`),
  ])
}

function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  const left = longest - 3
  return `${text.slice(0, Math.floor((left + 1) / 2))}...${text.slice(text.length - Math.floor(left / 2))}`
}
