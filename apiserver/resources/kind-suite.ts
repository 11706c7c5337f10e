/**
 * One suite for any kind, driven from data beside its rows. A file of cases maps a name to a valid object of a kind,
 * what it is once prepared (`stored`, by JSON pointer), its cells in a table, and what is said of changes to it; a
 * value of null removes. `cases.yaml` is written by hand; `rules.yaml` holds what kube-apiserver said, one change for
 * each thing it says.
 */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { semanticEqual } from '../../apimachinery/equality.ts'
import type { FieldError } from '../../apimachinery/field-error.ts'
import { apiVersionOf, type KubeObject } from '../../apimachinery/meta.ts'
import type { RequestContext, ResourceDefinition } from './definition.ts'
import { validateMetadataOnCreate, validateMetadataOnUpdate } from './meta/of-kind.ts'
import { decodeJson, decodeValue } from './schema/decode.ts'
import { toWire } from './schema/encode.ts'
import { structFor } from './schema/kinds.ts'
import { decodeProtobuf, encodeProtobuf, hasProtobuf } from './schema/protobuf.ts'
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

/** Describes every object in the file; it must be of a kind of `rows`. */
export function describeKinds(rows: readonly ResourceDefinition[], file: URL): void {
  const { value } = decodeYaml(readFileSync(file, 'utf8')) as { value: Record<string, Cases> }
  for (const [name, cases] of Object.entries(value)) {
    const { apiVersion, kind } = cases.object
    const definition = rows.find((row) => row.kind === kind && apiVersionOf(row) === apiVersion)
    if (!definition) throw new RangeError(`cannot describe ${name}: no row is of ${apiVersion} ${kind}`)
    describe(name, () => describeKind(definition, cases))
  }
}

function describeKind(definition: ResourceDefinition, cases: Cases): void {
  const { object, stored = {}, cells, create = [], update = [], status = [] } = cases
  it('takes a valid object and fills in what it leaves out', () => {
    const made = created(definition, structuredClone(object))
    expect(errorsOf(made.errors)).to.eql([])
    expectAt(made.object, stored)
  })

  it('is the same when it was written and read again, in JSON and in protobuf', () => {
    const struct = structFor(object.apiVersion, object.kind)!
    const wire = toWire(struct, created(definition, structuredClone(object)).object)
    expect(toWire(struct, decodeJson(JSON.stringify(wire), struct).object)).to.eql(wire)
    if (!hasProtobuf(object.apiVersion, object.kind)) return
    const carried = decodeProtobuf(encodeProtobuf(wire))
    definition.strategy.applyDefaults(carried)
    // Protobuf has no empty lists, and no kinds within objects.
    if (!semanticEqual(toWire(struct, carried), wire)) expect(toWire(struct, carried)).to.eql(wire)
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
        const next = read(changed(old, change))
        const strategy = subresource === 'status' ? definition.status! : definition.strategy
        definition.strategy.applyDefaults(next)
        strategy.prepareForUpdate?.(next, old, context(subresource))
        const errors = [...validateMetadataOnUpdate(definition, next, old), ...strategy.validateUpdate(next, old)]
        expectSaid(change, next, errors, strategy.warningsOnUpdate?.(next, old))
      })
    }
  }
}

function created(definition: ResourceDefinition, given: KubeObject): { object: KubeObject; errors: FieldError[] } {
  const { strategy } = definition
  const object = read(given)
  Object.assign(object.metadata, { resourceVersion: '1', uid: object.metadata.uid ?? '3f2a' })
  strategy.applyDefaults(object)
  strategy.prepareForCreate?.(object, context(''))
  return { object, errors: [...validateMetadataOnCreate(definition, object), ...strategy.validate(object)] }
}

/** As the server reads it from a body. */
function read(object: KubeObject): KubeObject {
  return decodeValue(object, structFor(object.apiVersion, object.kind)!).object as KubeObject
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
