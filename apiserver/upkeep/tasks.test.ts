import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { apiServices } from './api-services.ts'
import { customResourceDefinitions } from './custom-resource-definitions.ts'
import { flowSchemas } from './flow-schemas.ts'
import type { Look } from './task.ts'

const now = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-01-02T00:00:00Z')

function look(objects: Record<string, KubeObject[]>): Look {
  return {
    list: (kind) => objects[kind] ?? [],
    find: (kind, namespace, name) => (objects[kind] ?? []).find(({ metadata }) =>
      metadata.name === name && (metadata.namespace ?? '') === namespace),
  }
}

function object(name: string, rest: object): KubeObject {
  return { apiVersion: 'v1', kind: 'X', metadata: { name }, ...rest }
}

function definition(name: string, status: object = {}): KubeObject {
  const names = { plural: name, singular: 'lamp', kind: 'Lamp', listKind: 'LampList' }
  return object(`${name}.example.com`, { spec: { group: 'example.com', names }, status })
}

const definitions = 'apiextensions.k8s.io/v1/customresourcedefinitions'
const typesOf = (status: any): string[] =>
  status.conditions.map(({ type, status: is, reason }: any) => `${type} ${is} ${reason}`)

describe('Upkeep', () => {
  const schema = object('bots', { spec: { priorityLevelConfiguration: { name: 'bots' } } })
  const level = { 'flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations': [object('bots', {})] }

  it('says of a flow schema that its level is missing', () => {
    expect(flowSchemas.statusOf(schema, look({}), now)?.['conditions']).to.eql([{
      type: 'Dangling', status: 'True', reason: 'NotFound', lastTransitionTime: '2026-01-01T00:00:00Z',
      message:
        'This FlowSchema references the PriorityLevelConfiguration object named "bots" but there is no such object',
    }])
  })

  it('says so once, and the time of a change only', () => {
    const status = flowSchemas.statusOf(schema, look({}), now)!
    expect(flowSchemas.statusOf({ ...schema, status }, look({}), later)).to.equal(undefined)
    const [condition] = flowSchemas.statusOf({ ...schema, status }, look(level), later)!['conditions']
    expect(condition).to.include({ status: 'False', reason: 'Found', lastTransitionTime: '2026-01-02T00:00:00Z' })
  })

  it('says of an API whose service is missing that it is not available, and of others nothing', () => {
    const api = object('v1.example.com', { spec: { service: { namespace: 'default', name: 'api' } } })
    const [condition] = apiServices.statusOf(api, look({}), now)!['conditions']
    expect(condition)
      .to.include({ status: 'False', reason: 'ServiceNotFound', message: 'service/api in "default" is not present' })
    const service = { ...object('api', {}), metadata: { name: 'api', namespace: 'default' } }
    expect(apiServices.statusOf(api, look({ '/v1/services': [service] }), now)).to.equal(undefined)
  })

  it('accepts the names of a definition, which is established then', () => {
    const lamps = definition('lamps')
    const status = customResourceDefinitions.statusOf(lamps, look({ [definitions]: [lamps] }), now)!
    expect(status['acceptedNames']).to.eql(lamps['spec'].names)
    expect(typesOf(status)).to.eql(['NamesAccepted True NoConflicts', 'Established True InitialNamesAccepted'])
    expect(customResourceDefinitions.statusOf({ ...lamps, status }, look({ [definitions]: [lamps] }), later))
      .to.equal(undefined)
  })

  it('refuses names that another definition of the group has', () => {
    const lamps = definition('lamps')
    const lights = definition('lights', {
      acceptedNames: { plural: 'lights', singular: 'lamp', kind: 'Lamp', listKind: 'LampList' },
    })
    const status = customResourceDefinitions.statusOf(lamps, look({ [definitions]: [lamps, lights] }), now)!
    expect(typesOf(status)).to.eql(['NamesAccepted False ListKindConflict', 'Established False NotAccepted'])
    expect(status['acceptedNames']).to.eql({ kind: '', plural: 'lamps' })
  })
})
