import { expect } from 'chai'
import { toWire } from './encode.ts'
import { builtinSchema } from './load.ts'
import { nullEmpty } from './null-empty.ts'

describe('what is stored of empty lists', () => {
  it('is null where the field is always written', () => {
    const struct = builtinSchema().struct('k8s.io/api/rbac/v1.Role')
    const wire = toWire(struct, { kind: 'Role', metadata: { name: 'a' }, rules: [] })
    nullEmpty(struct, wire)
    expect(wire.rules).to.equal(null)
  })

  it('is null deep inside too', () => {
    const struct = builtinSchema().struct('k8s.io/api/core/v1.Pod')
    const wire = toWire(struct, {
      spec: { volumes: [{ name: 'a', projected: { sources: [] } }], containers: [{ name: 'c' }] },
    })
    nullEmpty(struct, wire)
    expect(wire.spec.volumes[0].projected.sources).to.equal(null)
    expect(wire.spec.containers).to.have.length(1)
  })

  it('is the empty text for the bytes of a map', () => {
    const struct = builtinSchema().struct('k8s.io/api/core/v1.ConfigMap')
    const wire = toWire(struct, { metadata: { name: 'a' }, binaryData: { a: null, b: 'Yg==' } })
    nullEmpty(struct, wire)
    expect(wire.binaryData).to.deep.equal({ a: '', b: 'Yg==' })
  })
})
