/**
 * One suite for any kind, driven from data beside its rows. A file of cases maps a kind to a valid object, what it is
 * once prepared (`stored`, by JSON pointer), its cells in a table, and what is said of changes to it; a value of null
 * removes.
 */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { FieldError } from '../../apimachinery/field-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { RequestContext, ResourceDefinition } from './definition.ts'
import { validateMetadataOnCreate } from './meta/of-kind.ts'
import { decodeYaml } from './schema/yaml.ts'

interface Change {
  set?: Record<string, unknown>
  /** As a message has them: `spec.a: Required value`. */
  errors?: string[]
  warnings?: string[]
  /** What the object is then, by JSON pointer. */
  stored?: Record<string, unknown>
}

interface Cases {
  object: KubeObject
  stored?: Record<string, unknown>
  cells?: unknown[]
  create?: Change[]
  update?: Change[]
  status?: Change[]
}

const now = new Date('2026-01-01T00:00:00Z')

/** Describes every kind that the file names; it must name a kind of `rows`. */
export function describeKinds(rows: readonly ResourceDefinition[], file: URL): void {
  const { value } = decodeYaml(readFileSync(file, 'utf8')) as { value: Record<string, Cases> }
  for (const [kind, cases] of Object.entries(value)) {
    const definition = rows.find((row) => row.kind === kind)
    if (!definition) throw new RangeError(`cannot describe ${kind}: no row is of that kind`)
    describe(kind, () => describeKind(definition, cases))
  }
}

function describeKind(definition: ResourceDefinition, cases: Cases): void {
  const { object, stored = {}, cells, create = [], update = [], status = [] } = cases
  it('takes a valid object and fills in what it leaves out', () => {
    const made = created(definition, structuredClone(object))
    expect(errorsOf(made.errors)).to.eql([])
    expectAt(made.object, stored)
  })

  if (cells) {
    it('shows itself in a table', () => {
      const made = created(definition, structuredClone(object)).object
      expect(definition.columns.map(({ cell }) => cell(made, now))).to.eql(cells)
    })
  }
  for (const change of create) {
    it(`says ${said(change)} of a new one with ${JSON.stringify(change.set)}`, () => {
      const made = created(definition, changed(object, change))
      expectSaid(change, made.object, made.errors, definition.strategy.warningsOnCreate?.(made.object))
    })
  }
  for (const [changes, subresource] of [[update, ''], [status, 'status']] as const) {
    for (const change of changes) {
      it(`says ${said(change)} of an update of its ${subresource || 'self'} to ${JSON.stringify(change.set)}`, () => {
        const old = created(definition, structuredClone(object)).object
        const next = changed(old, change)
        const strategy = subresource === 'status' ? definition.status! : definition.strategy
        definition.strategy.applyDefaults(next)
        strategy.prepareForUpdate?.(next, old, context(subresource))
        expectSaid(change, next, strategy.validateUpdate(next, old), strategy.warningsOnUpdate?.(next, old))
      })
    }
  }
}

function created(definition: ResourceDefinition, object: KubeObject): { object: KubeObject; errors: FieldError[] } {
  const { strategy } = definition
  object.metadata.resourceVersion = '1'
  strategy.applyDefaults(object)
  strategy.prepareForCreate?.(object, context(''))
  return { object, errors: [...validateMetadataOnCreate(definition, object), ...strategy.validate(object)] }
}

function context(subresource: string): RequestContext {
  return {
    user: { name: 'tester', uid: '', groups: [], extra: {} }, verb: 'update', namespace: '', name: '', subresource,
    dryRun: false, fieldManager: 'test', warn: () => {}, now: () => now,
  }
}

function expectSaid(
  change: Change, object: KubeObject, errors: readonly FieldError[], warnings: readonly string[] = [],
): void {
  expect(errorsOf(errors)).to.eql(change.errors ?? [])
  if (change.warnings) expect(warnings).to.eql(change.warnings)
  expectAt(object, change.stored ?? {})
}

/** Some things are said twice, as upstream says them. */
function errorsOf(errors: readonly FieldError[]): string[] {
  return [...new Set(errors.map(({ path, message }) => `${path}: ${message}`))]
}

const said = ({ errors = [], warnings = [] }: Change): string => [...errors, ...warnings].join(' and ') || 'nothing'

function changed(object: KubeObject, { set = {} }: Change): KubeObject {
  const copy = structuredClone(object)
  for (const [pointer, value] of Object.entries(set)) put(copy, keysOf(pointer), value)
  return copy
}

function put(target: any, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length > 0) return put((target[key] ??= {}), rest, value)
  if (value !== null) target[key] = value
  else if (Array.isArray(target)) target.splice(Number(key), 1)
  else delete target[key]
}

function expectAt(object: KubeObject, values: Record<string, unknown>): void {
  for (const [pointer, value] of Object.entries(values)) {
    const found = keysOf(pointer).reduce<any>((at, key) => at?.[key], object)
    expect(found ?? null, pointer).to.eql(value)
  }
}

/** The parts of a JSON pointer. */
function keysOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
