import { expect } from 'chai'
import { customResourceDefinition } from '../resources/apiextensions/custom-resource-definition.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { role } from '../resources/rbac/role.ts'
import { toWire } from '../resources/schema/encode.ts'
import { builtinSchema } from '../resources/schema/load.ts'
import type { Resource } from './resource.ts'
import { storedWire } from './wire-form.ts'

function stored(definition: ResourceDefinition, parts: object): Record<string, any> {
  const struct = builtinSchema().struct(definition.type)
  const resource = { definition, struct, toWire: (object: object) => toWire(struct, object) } as unknown as Resource
  const { group, version, kind } = definition
  return storedWire(resource, { apiVersion: `${group}/${version}`, kind, metadata: { name: 'a' }, ...parts })
}

describe('the stored form of an object', () => {
  it('has no empty lists where upstream stores protobuf, which has none', () => {
    expect(stored(role, { rules: [] })['rules']).to.equal(null)
  })

  it('keeps them where upstream stores JSON', () => {
    const status = { conditions: [], storedVersions: ['v1'] }
    expect(stored(customResourceDefinition, { status })['status'].conditions).to.eql([])
  })
})
