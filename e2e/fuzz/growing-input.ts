import type { KubeObject } from '../../apimachinery/meta.ts'
import { apply } from '../../apiserver/registry/managed-fields/apply.ts'
import { decodeFieldSet, encodeFieldSet } from '../../apiserver/registry/managed-fields/fields-v1.ts'
import { trackUpdate } from '../../apiserver/registry/managed-fields/track-update.ts'
import { applyJsonPatch } from '../../apiserver/registry/patch/json-patch.ts'
import { applyMergePatch } from '../../apiserver/registry/patch/merge-patch.ts'
import { applyStrategicPatch } from '../../apiserver/registry/patch/strategic.ts'
import { structFor } from '../../apiserver/resources/schema/kinds.ts'

/** An input that can be made in any size, and what goes through it. */
export interface GrowingInput {
  name: string
  /** A function that reads an input of the size; the input is made now. */
  prepare(size: number): () => unknown
}

/** An input that `make` makes and `run` reads. */
export function of<T>(name: string, make: (size: number) => T, run: (input: T) => unknown): GrowingInput {
  return {
    name,
    prepare(size) {
      const input = make(size)
      return () => run(input)
    },
  }
}

const pod = structFor('v1', 'Pod')!
const now = new Date('2026-01-01T00:00:00Z')
const each = <T>(size: number, one: (at: number) => T): T[] => Array.from({ length: size }, (_, at) => one(at))
const record = <T>(size: number, name: (at: number) => string, value: T): Record<string, T> =>
  Object.fromEntries(each(size, (at) => [name(at), value]))
const containers = (size: number) => each(size, (at) => ({ name: `c${at}`, image: 'i' }))
const podOf = (size: number): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: containers(size) } }) as never
const one = podOf(1)
const applied = (live: KubeObject, config: KubeObject, manager = 'm', force = true): KubeObject =>
  apply({ live, applied: config, manager, force, apiVersion: 'v1', kind: 'Pod', now, struct: pod })
const strategic = (object: unknown, patch: unknown) => applyStrategicPatch(object, patch, pod)
/** A list element is work for a hundred characters. */
const tenth = (size: number): number => Math.ceil(size / 10)
const operations = (size: number): number => Math.min(tenth(size), 10_000)

const withImage = (object: KubeObject): KubeObject =>
  ({
    ...object,
    spec: { containers: containersOf(object).map((container: object) => ({ ...container, image: 'other' })) },
  }) as never

/** Patches and field sets. */
export const grown: readonly GrowingInput[] = [
  of(
    'JSON patch: elements added',
    (size) => each(operations(size), () => ({ op: 'add', path: '/spec/containers/-', value: {} })),
    (all) => applyJsonPatch(one, all),
  ),
  of(
    'JSON patch: fields added',
    (size) => each(operations(size), (at) => ({ op: 'add', path: `/metadata/a${at}`, value: 'x' })),
    (all) => applyJsonPatch(one, all),
  ),
  of(
    'JSON patch: copies of copies',
    (size) => each(operations(size), () => ({ op: 'copy', from: '/metadata', path: '/metadata/a' })),
    (all) => applyJsonPatch(one, all),
  ),
  of('JSON patch: a long path', (size) => [{ op: 'add', path: '/a'.repeat(size), value: 'x' }], (all) =>
    applyJsonPatch(one, all)),
  of('merge patch: fields', (size) => record(size, (at) => `x${at}`, 1), (patch) => applyMergePatch(one, patch)),
  of('strategic patch: new elements', (size) => podOf(tenth(size)), (patch) => strategic(one, { spec: patch['spec'] })),
  of('strategic patch: elements that are there', (size) => podOf(tenth(size)), (object) =>
    strategic(object, { spec: { containers: (object['spec'] as any).containers } })),
  of('strategic patch: an order', (size) => podOf(tenth(size)), (object) =>
    strategic(object, { spec: { '$setElementOrder/containers': containersOf(object).map(({ name }) => ({ name })) } })),
  of('strategic patch: deletions', (size) => podOf(tenth(size)), (object) =>
    strategic(object, { spec: { containers: containersOf(object).map(({ name }) => ({ name, $patch: 'delete' })) } })),
  of('strategic patch: an empty order', (size) => podOf(tenth(size)), (object) =>
    strategic({ spec: {} }, { spec: { '$setElementOrder/containers': [], containers: containersOf(object) } })),
  of('strategic patch: texts', (size) => each(tenth(size), (at) => `a/${at}`), (finalizers) =>
    strategic({ metadata: { finalizers } }, { metadata: { finalizers: [...finalizers].reverse() } })),
  of('strategic patch: texts deleted', (size) => each(tenth(size), (at) => `a/${at}`), (finalizers) =>
    strategic({ metadata: { finalizers } }, { metadata: { '$deleteFromPrimitiveList/finalizers': finalizers } })),
  of('strategic patch: kept keys', (size) => each(tenth(size), (at) => `a${at}`), (keys) =>
    strategic({ metadata: record(keys.length, (at) => `a${at}`, 1) }, { metadata: { $retainKeys: keys } })),
  of('apply: new elements', (size) => podOf(tenth(size)), (config) => applied(one, config)),
  of('apply: elements of another manager', (size) => applied(one, podOf(tenth(size))), (live) =>
    applied(live, bare(live), 'n')),
  of('apply: conflicts', (size) => applied(one, podOf(tenth(size))), (live) =>
    applied(live, withImage(bare(live)), 'n', false)),
  of(
    'apply: labels',
    (size) => ({ ...one, metadata: { name: 'a', labels: record(tenth(size), (at) => `a${at}`, '1') } }),
    (config) => applied(one, config),
  ),
  of('managed fields: an update', (size) => podOf(tenth(size)), (object) =>
    trackUpdate({ object, old: one, manager: 'b', apiVersion: 'v1', subresource: '', now, struct: pod } as never)),
  of('field set: fields', (size) => record(size, (at) => `f:a${at}`, {}), (fields) =>
    encodeFieldSet(decodeFieldSet(fields))),
  of('field set: keys', (size) => ({ 'f:a': record(tenth(size), (at) => `k:{"name":"a${at}"}`, {}) }), (fields) =>
    encodeFieldSet(decodeFieldSet(fields))),
]

function containersOf(object: KubeObject): { name: string }[] {
  return (object['spec'] as { containers: { name: string }[] }).containers
}

function bare({ metadata: { managedFields: _, ...metadata }, ...rest }: KubeObject): KubeObject {
  return { ...rest, metadata } as KubeObject
}
