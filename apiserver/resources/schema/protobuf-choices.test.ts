import { expect } from 'chai'
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts'

const definition = (schema: object) => ({
  kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', metadata: { name: 'boats.example.org' },
  spec: {
    group: 'example.org', names: { plural: 'boats', kind: 'Boat' }, scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
  },
})

const returned = (schema: object): object => {
  return decodeProtobuf(encodeProtobuf(definition(schema))).spec.versions[0].schema.openAPIV3Schema
}

describe('schemas in protobuf', () => {
  it('come back where a schema or something simpler may stand', () => {
    const schema = {
      type: 'object',
      items: { type: 'string', default: 'long' },
      properties: {
        all: { additionalProperties: true },
        none: { additionalProperties: false, additionalItems: false },
        some: { additionalProperties: { type: 'integer', items: [{ type: 'string' }, { type: 'boolean' }] } },
      },
      dependencies: { a: ['b', 'c'], d: { type: 'object' } },
    }
    expect(returned(schema)).to.eql(schema)
  })

  it('are written with a field for each choice, and whether anything is allowed even where a schema says what', () => {
    const schema = { items: { type: 'x' }, additionalProperties: { type: 'y' } }
    const hex = encodeProtobuf(definition(schema)).toString('hex')
    // `items` is field 24 of a schema and holds its own as field 1; `additionalProperties` is 30 and holds it as 2.
    expect(hex).to.contain('c201210a1f')
    expect(hex).to.contain('f201230801121f')
  })
})
