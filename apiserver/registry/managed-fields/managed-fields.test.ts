import { expect } from 'chai'
import fc from 'fast-check'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { apply } from './apply.ts'
import { difference, equalSets, intersection, isEmpty, SetBuilder, union } from './field-set.ts'
import { decodeFieldSet, encodeFieldSet } from './fields-v1.ts'
import { trackUpdate } from './track-update.ts'

const configMap = builtinSchema().struct('core/v1.ConfigMap')
const now = new Date('2030-01-01T00:00:00.5Z')
const config = (data: Record<string, string>): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data })
const applyAs = (manager: string, data: Record<string, string>, live?: KubeObject, force = false): KubeObject =>
  apply({ live, applied: config(data), manager, force, apiVersion: 'v1', kind: 'ConfigMap', now, struct: configMap })

const set = fc.array(fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:1'), { minLength: 1, maxLength: 3 }))
  .map((paths) => {
    const builder = new SetBuilder()
    for (const path of paths) builder.insert(path)
    return builder.build()
  })

describe('field sets', () => {
  it('read back as they were written', () => {
    fc.assert(fc.property(set, (one) => { expect(equalSets(decodeFieldSet(encodeFieldSet(one)), one)).to.equal(true) }))
  })
  it('obey the laws of sets', () => {
    fc.assert(fc.property(set, set, (a, b) => {
      expect(equalSets(union(a, b), union(b, a))).to.equal(true)
      expect(isEmpty(intersection(difference(a, b), b))).to.equal(true)
      expect(equalSets(union(difference(a, b), intersection(a, b)), a)).to.equal(true)
    }))
  })
})

describe('trackUpdate', () => {
  it('gives a creator what it wrote, and an updater what it changed', () => {
    const created = trackUpdate({
      object: config({ x: '1', y: '1' }), manager: 'one', apiVersion: 'v1', now, struct: configMap,
    })
    expect(created.metadata.managedFields).to.deep.equal([{
      manager: 'one', operation: 'Update', apiVersion: 'v1', time: '2030-01-01T00:00:00Z', fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { '.': {}, 'f:x': {}, 'f:y': {} } },
    }])
    const object = { ...created, data: { x: '1', y: '2' } }
    const updated = trackUpdate({ live: created, object, manager: 'two', apiVersion: 'v1', now, struct: configMap })
    expect(updated.metadata.managedFields?.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).to.deep.equal([
      ['one', { 'f:data': { '.': {}, 'f:x': {} } }], ['two', { 'f:data': { 'f:y': {} } }],
    ])
  })
  it('forgets all managers when a client empties them', () => {
    const live = { ...config({}), metadata: { name: 'a', uid: 'u', managedFields: [] } }
    const object = { ...live, metadata: { ...live.metadata, managedFields: [{}] } }
    expect(
      trackUpdate({ live, object, manager: 'one', apiVersion: 'v1', now, struct: configMap }).metadata.managedFields,
    )
      .to.equal(undefined)
  })
})

describe('apply', () => {
  it('removes what its manager no longer applies', () => {
    const live = applyAs('one', { x: '1', y: '1' })
    expect(applyAs('one', { x: '1' }, live)['data']).to.deep.equal({ x: '1' })
  })
  it('leaves what another manager applies too', () => {
    const live = applyAs('two', { y: '1' }, applyAs('one', { x: '1', y: '1' }))
    expect(applyAs('one', { x: '1' }, live)['data']).to.deep.equal({ x: '1', y: '1' })
  })
  it('names the manager it conflicts with, unless forced', () => {
    const live = applyAs('one', { x: '1' })
    expect(() => applyAs('two', { x: '2' }, live))
      .to.throw('Apply failed with 1 conflict: conflict with "one": .data.x')
    const forced = applyAs('two', { x: '2' }, live, true)
    expect(forced.metadata.managedFields?.map(({ manager }) => manager)).to.deep.equal(['two'])
  })
  it('refuses fields that the type does not have', () => {
    const applied = { ...config({}), nothing: 1 }
    expect(() =>
      apply({ applied, manager: 'one', force: false, apiVersion: 'v1', kind: 'ConfigMap', now, struct: configMap }))
      .to.throw('failed to create typed patch object (/a; /v1, Kind=ConfigMap): .nothing: field not declared in schema')
  })
})
