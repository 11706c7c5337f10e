/** Whether an applied configuration fits its type. Upstream: structured-merge-diff's TypedValue.Validate. */
import { isObject } from '../patch/json-value.ts'
import { goType, printGo, printGoSyntax } from '../patch/print-go.ts'
import { TypeMismatch, elementOf, formOf } from './element-of.ts'
import { fieldElement, printPathElement } from './path-element.ts'
import type { PathElement } from './path-element.ts'
import type { ListShape, MapShape, Shape } from './shape.ts'

/** Throws TypeMismatch that names everything that does not fit. */
export function validate(shape: Shape, value: unknown): void {
  const errors = mismatches(shape, value)
  if (errors.length > 0) throw new TypeMismatch(printErrors(errors))
}

/** What does not fit, with the places of it; stored lists may hold elements twice. Empty when all fits. */
export function storedMismatch(shape: Shape, value: unknown): string {
  return printErrors(mismatches(shape, value).filter((message) => !message.includes(twice)))
}

const twice = ': duplicate entries for key '

function mismatches(shape: Shape, value: unknown): string[] {
  const errors: string[] = []
  validateValue(shape, value, '', errors)
  return errors
}

function printErrors(errors: readonly string[]): string {
  return errors.length < 2 ? errors.join() : ['errors:', ...errors.map((line) => `  ${line}`)].join('\n')
}

function validateValue(shape: Shape, value: unknown, path: string, errors: string[]): void {
  const form = formOf(shape, value)
  const say = (message: string): void => { errors.push(path === '' ? message : `${path}: ${message}`) }
  if (value === null) return
  if (form === 'scalar') {
    const message = scalarError(shape.scalar!, value)
    if (message !== undefined) say(message)
  } else if (form === 'map') {
    if (isObject(value)) validateMap(shape.map!, value, path, errors)
    else say(`expected map, got ${printHeld(value)}`)
  } else if (Array.isArray(value)) validateList(shape.list!, value, path, errors)
  else say(`expected list, got ${printHeld(value)}`)
}

/** Fields of the API's own envelope, which no type has to name. */
const envelope = new Set(['apiVersion', 'kind'])

function validateMap(shape: MapShape, map: Record<string, unknown>, path: string, errors: string[]): void {
  for (const name of Object.keys(map)) {
    const field = shape.field(name) ?? shape.element
    const at = path + printPathElement(fieldElement(name))
    if (field === undefined) {
      if (path === '' && envelope.has(name)) continue
      errors.push(`${at}: field not declared in schema`)
      return
    }
    validateValue(field, map[name], at, errors)
  }
}

function validateList(shape: ListShape, list: readonly unknown[], path: string, errors: string[]): void {
  const seen = new Set<PathElement>()
  for (const [index, item] of list.entries()) {
    if (shape.atomic) {
      validateValue(shape.element, item, `${path}[${index}]`, errors)
      continue
    }
    const element = elementOrError(shape, item)
    if (element instanceof TypeMismatch) {
      errors.push(`${path}: element ${index}: ${element.message}`)
      return
    }
    if (seen.has(element)) errors.push(`${path}${twice}${printPathElement(element)}`)
    seen.add(element)
    validateValue(shape.element, item, path + printPathElement(element), errors)
  }
}

function elementOrError(shape: ListShape, item: unknown): PathElement | TypeMismatch {
  try {
    return elementOf(shape, item)
  } catch (error) {
    if (error instanceof TypeMismatch) return error
    throw error
  }
}

function scalarError(scalar: NonNullable<Shape['scalar']>, value: unknown): string | undefined {
  switch (scalar) {
    case 'numeric': return typeof value === 'number' || typeof value === 'bigint'
      ? undefined
      : `expected numeric (int or float), got ${goType(value)}`
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${printGoSyntax(value)}}`
    case 'boolean': return typeof value === 'boolean' ? undefined : `expected boolean, got ${printHeld(value)}`
    case 'untyped': return typeof value === 'object' ? `expected any scalar, got ${printHeld(value)}` : undefined
  }
}

/** As Go prints the wrapper that holds a value. */
function printHeld(value: unknown): string {
  return `&{${printGo(value)}}`
}
