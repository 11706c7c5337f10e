import { expect } from 'chai'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { apply } from './apply.ts'

const applied = (type: string, kind: string, configuration: object, live?: KubeObject): KubeObject => apply({
  live, applied: { apiVersion: 'v1', kind, ...configuration }, manager: 'one', force: false, apiVersion: 'v1', kind,
  now: new Date(0), struct: builtinSchema().struct(type),
})
const metadata = { name: 'x', namespace: 'default' }

describe('an apply that does not fit its type', () => {
  const pod = (spec: object) => (): KubeObject => applied('k8s.io/api/core/v1.Pod', 'Pod', { metadata, spec })

  it('is told what it has instead of text as Go writes it', () => {
    expect(pod({ nodeName: { a: [1, 'b', null] } })).to.throw(
      '.spec.nodeName: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":[]interface '
        + '{}{1, "b", interface {}(nil)}}}')
  })

  it('is told of a key that is no scalar', () => {
    expect(pod({ volumes: [{ name: {} }] })).to.throw('.spec.volumes[name=].name: expected string')
    expect(pod({ volumes: [{ name: [1, { a: 'b' }] }] }))
      .to.throw('.spec.volumes[name=[1,a="b"]].name: expected string')
  })

  it('may say anything where OpenAPI says two types or none', () => {
    expect(pod({ containers: [{ name: 'a', resources: { limits: { cpu: {} } } }] })).not.to.throw()
    const schema = {
      spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: { default: true, additionalProperties: false } } }] },
    }
    const type = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.CustomResourceDefinition'
    expect(() => applied(type, 'CustomResourceDefinition', { metadata, ...schema })).not.to.throw()
  })
})

describe('an apply to an object whose fields cannot be told apart', () => {
  const live = (managedFields?: any[]): KubeObject => ({
    apiVersion: 'v1', kind: 'ServiceAccount',
    metadata: { ...metadata, uid: 'u', ...(managedFields && { managedFields }) }, secrets: [{ name: 'a' }, {}],
  })
  const again = (managedFields?: any[]) => (): KubeObject =>
    applied(
      'k8s.io/api/core/v1.ServiceAccount', 'ServiceAccount', { metadata, secrets: [{ name: 'a' }] },
      live(managedFields),
    )
  const why = 'associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default '
    + 'values for any key fields)'

  it('says where and why', () => {
    expect(again()).to.throw('failed to create manager for existing fields: failed to convert new object ' +
      `(default/x; /v1, Kind=ServiceAccount) to smd typed: .secrets: element 1: ${why}`)
    const entry = {
      manager: 'two', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:secrets': {} },
    }
    expect(again([entry]))
      .to.throw(`failed to create typed live object (default/x; /v1, Kind=ServiceAccount): .secrets: element 1: ${why}`)
  })
})
