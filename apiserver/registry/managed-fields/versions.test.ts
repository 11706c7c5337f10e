import { expect } from 'chai'
import type { KubeObject, ManagedFieldsEntry } from '../../../apimachinery/meta.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { apply } from './apply.ts'
import { shapeOf } from './shape.ts'
import { trackUpdate } from './track-update.ts'
import type { OtherVersions } from './versions.ts'

const struct = builtinSchema().struct('core/v1.ConfigMap')
const now = new Date('2030-01-01T00:00:00Z')

/** A version `old/v1` of ConfigMaps in which the key `x` of the data is called `y`. */
const otherVersions: OtherVersions = (apiVersion) => (apiVersion === 'old/v1'
  ? {
    shape: shapeOf(struct), fromRequest: (object) => renamed(object, 'x', 'y'),
    toRequest: (object) => renamed(object, 'y', 'x'),
  }
  : undefined)

function renamed(object: unknown, from: string, to: string): unknown {
  const { data, ...rest } = object as { data?: Record<string, string> }
  if (!data) return rest
  return {
    ...rest, data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key === from ? to : key, value])),
  }
}

function entry(
  manager: string, apiVersion: string, key: string, operation: 'Apply' | 'Update' = 'Update',
): ManagedFieldsEntry {
  return { manager, operation, apiVersion, fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { [`f:${key}`]: {} } } }
}

const config = (data: Record<string, string>, managedFields?: ManagedFieldsEntry[]): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...(managedFields && { managedFields }) }, data })
const owners = ({ metadata }: KubeObject): string[] =>
  (metadata.managedFields ?? []).map(({ manager, apiVersion, fieldsV1 }) =>
    `${manager} ${apiVersion} ${Object.keys((fieldsV1 as Record<string, object>)['f:data'] ?? {}).join()}`)

describe('managers that speak another version', () => {
  it('keep what is theirs in the fields of their version, and lose it when it changes', () => {
    const live = config({ x: '1', z: '1' }, [entry('one', 'old/v1', 'y'), entry('two', 'old/v1', 'z')])
    const tracked = trackUpdate({
      live, object: config({ x: '2', z: '1' }), manager: 'three', apiVersion: 'v1', now, struct, otherVersions,
    })
    expect(owners(tracked)).to.deep.equal(['two old/v1 f:z', 'three v1 f:x'])
  })

  it('are forgotten when their version is not served', () => {
    const live = config({ x: '1' }, [entry('one', 'gone/v1', 'x')])
    const tracked = trackUpdate({
      live, object: config({ x: '1', z: '1' }), manager: 'two', apiVersion: 'v1', now, struct, otherVersions,
    })
    expect(owners(tracked)).to.deep.equal(['two v1 f:z'])
  })

  it('conflict with an apply by the names that they know', () => {
    const live = config({ x: '1' }, [entry('one', 'old/v1', 'y')])
    const attempt = (): KubeObject => apply({
      live, applied: config({ x: '2' }), manager: 'two', force: false, apiVersion: 'v1', kind: 'ConfigMap', now, struct,
      otherVersions,
    })
    expect(attempt).to.throw('conflict with "one" using old/v1: .data.y')
  })

  it('give up by an apply in a new version what they applied in the old one', () => {
    const live = config({ x: '1', z: '1' }, [entry('one', 'old/v1', 'y', 'Apply')])
    const applied = apply({
      live, applied: config({ z: '1' }), manager: 'one', force: false, apiVersion: 'v1', kind: 'ConfigMap', now, struct,
      otherVersions,
    })
    expect(applied['data']).to.deep.equal({ z: '1' })
    expect(owners(applied)).to.deep.equal(['one v1 f:z'])
  })
})
