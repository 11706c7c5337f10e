import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { createCatalog } from '../resources/catalog.ts'
import { decodeYaml } from '../resources/schema/yaml.ts'
import { fakeSources, type StoredObjects } from './fake-sources.ts'
import { createAdmission, type Attributes } from './index.ts'

/** One request: what is stored, what comes, and what becomes of it. */
interface Case {
  it: string
  kind: string
  operation?: Attributes['operation']
  subresource?: string
  stored?: StoredObjects
  object?: KubeObject
  old?: KubeObject
  mayDo?: boolean
  /** The message, when it is refused. */
  refused?: string
  /** What the object is then, by dotted path. */
  becomes?: Record<string, unknown>
  /** What is stored then, by kind, name and dotted path. */
  leaves?: Record<string, Record<string, Record<string, unknown>>>
}

const definitions = createCatalog({ serviceCidr: '10.43.0.0/16' }).definitions

describe('Admission', () => {
  const { value } = decodeYaml(readFileSync(new URL('cases.yaml', import.meta.url), 'utf8'))
  for (const one of value as Case[]) it(one.it, () => play(one))

  it('charges a quota for each of many pods that come at once, and for no more than it has', async () => {
    const stored: StoredObjects = { '/v1/resourcequotas': [quota({ pods: '3' }, { pods: '0' })] }
    const admission = createAdmission(fakeSources(stored))
    const create = async (name: string): Promise<void> => {
      const attributes = attributesOf({ it: '', kind: 'Pod', object: pod(name) })
      await admission.mutate(attributes)
      await admission.validate(attributes)
    }
    const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(create))
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(3)
    expect(stored['/v1/resourcequotas']?.[0]?.['status'].used).to.eql({ pods: '3' })
  })
})

async function play(one: Case): Promise<void> {
  const stored = structuredClone(one.stored ?? {})
  const admission = createAdmission(fakeSources(stored, one.mayDo ?? true))
  const attributes = attributesOf(one)
  const answer = await admission.mutate(attributes).then(() => admission.validate(attributes)).then(
    () => undefined, messageOf,
  )
  expect(answer).to.equal(one.refused)
  for (const [path, value] of Object.entries(one.becomes ?? {})) expect(at(attributes.object, path), path).to.eql(value)
  for (const [kind, objects] of Object.entries(one.leaves ?? {})) {
    for (const [name, fields] of Object.entries(objects)) {
      const found = stored[kind]?.find(({ metadata }) => metadata.name === name)
      for (const [path, value] of Object.entries(fields)) expect(at(found, path), path).to.eql(value)
    }
  }
}

function attributesOf({ kind, operation = 'CREATE', subresource = '', object, old }: Case): Attributes {
  const definition = definitions.find((row) => row.kind === kind)
  if (!definition) throw new RangeError(`no kind ${kind}`)
  const { namespace = '', name = '' } = (object ?? old)?.metadata ?? {}
  return {
    definition, operation, subresource, object: structuredClone(object), old,
    namespace, name, dryRun: false, options: {}, warn: () => {},
    user: { name: 'tester', uid: '', groups: [], extra: {} },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function at(object: unknown, path: string): unknown {
  return path.split('.').reduce<any>((value, key) => value?.[key], object)
}

function pod(name: string): KubeObject {
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'a' }] },
  }
}

function quota(hard: object, used: object): KubeObject {
  return {
    apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few', namespace: 'default' }, status: { hard, used },
  }
}
