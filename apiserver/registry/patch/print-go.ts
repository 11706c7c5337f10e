import { goNumber, type Int64 } from '../../../apimachinery/int64.ts'

/** JSON values and their types as Go prints them in messages (`%v`, `%T`). */

export function printGo(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(printGo).join(' ')}]`
  if (typeof value !== 'object') return String(value)
  const map = value as Record<string, unknown>
  return `map[${Object.keys(map).sort().map((name) => `${name}:${printGo(map[name])}`).join(' ')}]`
}

/** The same in Go's syntax (`%#v`). */
export function printGoSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(printGoSyntax).join(', ')}}`
  const map = value as Record<string, unknown>
  const entries = Object.keys(map).sort().map((name) => `${JSON.stringify(name)}:${printGoSyntax(map[name])}`)
  return `map[string]interface {}{${entries.join(', ')}}`
}

/** As Go prints what it was told is text (`%s`). */
export function printGoText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return '%!s(<nil>)'
  if (Array.isArray(value)) return `[${value.map(printGoText).join(' ')}]`
  if (typeof value !== 'object') return `%!s(${goType(value)}=${String(value)})`
  const map = value as Record<string, unknown>
  return `map[${Object.keys(map).sort().map((name) => `${name}:${printGoText(map[name])}`).join(' ')}]`
}

/** A type as Go prints it where it was told that it is text: none has no words of its own. */
export function typeText(value: unknown): string {
  return value === null || value === undefined ? printGoText(value) : goType(value)
}

export function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  switch (typeof value) {
    case 'object': return 'map[string]interface {}'
    case 'boolean': return 'bool'
    case 'number': case 'bigint': return goNumber(value as Int64)
    default: return typeof value
  }
}
