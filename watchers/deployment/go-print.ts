import { printQuantity } from './go-quantity.ts'
import { templateLayout, type LayoutField } from './template-layout.ts'

const zeroTime = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}'

/** Types whose JSON is not that of their fields. */
const specials: Record<string, (value: any) => string> = {
  'v1.Time': () => zeroTime,
  'intstr.IntOrString': printIntOrString,
  'resource.Quantity': (value) => printQuantity(String(value ?? '0')),
}

/**
 * A JSON value as Go's spew prints the struct it stands for (`%#v`, keys in order, no methods), with its type before
 * it. The text is what upstream hashes to name ReplicaSets.
 *
 * Assumes a pod template, or a part of one, as the API server stores it: defaulted, with no times in it.
 */
export function goPrint(value: unknown, type: string): string {
  if (!type.startsWith('*')) return `(${type})${printValue(value, type)}`
  // Spew counts the pointers it follows and names the type behind them.
  return `(${type})${value === undefined || value === null ? '<nil>' : printValue(value, type.slice(1))}`
}

function printValue(value: any, type: string): string {
  const special = specials[type]
  if (special !== undefined) return special(value)
  if (type.startsWith('[]')) return printSlice(value ?? [], type.slice(2))
  if (type.startsWith('map[')) return printMap(value ?? {}, type.slice(type.indexOf(']') + 1))
  const known = templateLayout[type]
  if (typeof known === 'string') return printValue(value, known)
  if (known !== undefined) return printStruct(value ?? {}, known)
  if (type === 'bool') return String(value ?? false)
  return /^u?int\d*$/.test(type) ? String(value ?? 0) : String(value ?? '')
}

/** An empty list does not survive upstream's protobuf: it counts as absent. Elements are printed without their type. */
function printSlice(values: readonly unknown[], of: string): string {
  return values.length === 0 ? '<nil>' : `[${values.map((value) => printValue(value, of)).join(' ')}]`
}

/** Empty maps are as empty lists. */
function printMap(values: Record<string, unknown>, of: string): string {
  const keys = Object.keys(values).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return keys.length === 0 ? '<nil>' : `map[${keys.map((key) => `${key}:${printValue(values[key], of)}`).join(' ')}]`
}

function printStruct(value: any, fields: readonly LayoutField[]): string {
  const printed = fields.map(([go, name, type]) => `${go}:${goPrint(name === null ? value : value[name], type)}`)
  return `{${printed.join(' ')}}`
}

function printIntOrString(value: string | number | undefined): string {
  const [kind, number, text] = typeof value === 'string' ? [1, 0, value] : [0, value ?? 0, '']
  return `{Type:(intstr.Type)${kind} IntVal:(int32)${number} StrVal:(string)${text}}`
}
