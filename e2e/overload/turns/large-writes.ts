import { configMapsPath } from '../../bench/api/objects.ts'

/** A request with a body. */
export interface LargeWrite {
  name: string
  method: string
  path: string
  type: string
  body: string
}

/** In this order: what the first ones write the next ones change. Bodies of up to 3 MiB, the most that one may have. */
export function largeWrites(): LargeWrite[] {
  return [
    ...keys(), ...oneValue(), ...metadata(), ...ports(), ...variables(), ...environments(), ...wrong(), ...unreadable(),
  ]
}

const json = 'application/json'
const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

const create = (name: string, path: string, object: object): LargeWrite => createText(name, path, textOf(object))
const createText = (name: string, path: string, body: string, type = json): LargeWrite =>
  ({ name: `a create of ${name}`, method: 'POST', path, type, body })
const update = (name: string, path: string, object: object): LargeWrite =>
  ({ name: `an update of ${name}`, method: 'PUT', path, type: json, body: textOf(object) })
const patch = (name: string, type: keyof typeof patchTypes, path: string, body: object): LargeWrite =>
  ({ name, method: 'PATCH', path, type: patchTypes[type], body: textOf(body) })
const textOf = (value: object): string => JSON.stringify(value)

/** As many as a ConfigMap may hold in a mebibyte, and more. */
function keys(): LargeWrite[] {
  const [data, others] = [pairs(40_000, 'key-', 12), pairs(40_000, 'key-', 13)]
  const [object, other] = [configMap('keys', { data }), configMap('keys', { data: others })]
  const path = `${configMapsPath}/keys`
  const operations = Object.keys(data).slice(0, 10_000).map((key) => (
    { op: 'replace', path: `/data/${key}`, value: 'y' }))
  return [
    create('40,000 keys', configMapsPath, object),
    update('40,000 keys', path, object),
    update('40,000 keys that says something else', path, other),
    patch('a merge patch of 40,000 keys', 'merge', path, { data }),
    patch('a strategic merge patch of 40,000 keys', 'strategic', path, { data: others }),
    patch('a JSON patch of 10,000 operations', 'json', path, operations),
    patch('an apply of 40,000 keys', 'apply', `${path}?fieldManager=a&force=1`, object),
    patch('an apply of 40,000 keys again', 'apply', `${path}?fieldManager=b`, object),
    patch('an apply of 40,000 keys, in conflict', 'apply', `${path}?fieldManager=c`, other),
    create('40,000 keys, too large', configMapsPath, configMap('wide', { data: pairs(40_000, 'key-', 40) })),
  ]
}

function oneValue(): LargeWrite[] {
  const object = configMap('value', { data: { value: 'x\n"'.repeat(340_000) } })
  const path = `${configMapsPath}/value`
  const [binary, folded] = [Buffer.alloc(1_000_000, 'xyz').toString('base64'), 'x '.repeat(500_000)]
  return [
    create('one value', configMapsPath, object),
    update('one value', path, { ...object, immutable: false }),
    patch('a merge patch of one value', 'merge', path, { data: { value: 'y'.repeat(1_000_000) } }),
    patch('an apply of one value', 'apply', `${path}?fieldManager=a&force=1`, object),
    create('one value in base64', configMapsPath, configMap('binary', { binaryData: { value: binary } })),
    createYaml('one value in YAML', configMapsPath, configMap('yaml', { data: { value: folded } })),
    create('one value, too large', configMapsPath, configMap('big', { data: { value: 'x'.repeat(3_000_000) } })),
  ]
}

function metadata(): LargeWrite[] {
  const object = configMap('annotated', {}, { annotations: pairs(8_000, 'a/', 16) })
  const owners = Array.from({ length: 20_000 }, (_, at) => (
    { apiVersion: 'v1', kind: 'Pod', name: `p${at}`, uid: `u${at}` }))
  const controllers = owners.map((owner) => ({ ...owner, controller: true }))
  const finalizers = owners.map(({ name }) => `a.b/${name}`)
  const annotations = pairs(60_000, 'a/', 30)
  return [
    create('8,000 annotations', configMapsPath, object),
    update('8,000 annotations', `${configMapsPath}/annotated`, object),
    create('60,000 annotations, too large', configMapsPath, configMap('over', {}, { annotations })),
    create('60,000 labels, all wrong', configMapsPath, configMap('over', {}, { labels: pairs(60_000, 'a/b/', 30) })),
    create('20,000 owners', configMapsPath, configMap('owned', {}, { ownerReferences: owners })),
    create('20,000 controllers', configMapsPath, configMap('controlled', {}, { ownerReferences: controllers })),
    create('20,000 finalizers', configMapsPath, configMap('final', {}, { finalizers })),
  ]
}

function ports(): LargeWrite[] {
  const list = Array.from({ length: 10_000 }, (_, at) => ({ name: `p${at}`, port: at + 1, protocol: 'TCP' }))
  const spec = { clusterIP: 'None', ports: list }
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'many-ports' }, spec }
  const path = '/api/v1/namespaces/default/services/many-ports'
  return [
    patch('an apply of 10,000 ports', 'apply', `${path}?fieldManager=a`, service),
    update('10,000 ports', path, service),
    patch('a strategic merge patch of 10,000 ports', 'strategic', path, {
      spec: { ports: list.map((port) => ({ ...port, appProtocol: 'http' })) },
    }),
  ]
}

const deployments = '/apis/apps/v1/namespaces/default/deployments'

function variables(): LargeWrite[] {
  const object = deployment('much-env', variablesOf(30_000))
  const { spec } = object
  const path = `${deployments}/much-env`
  return [
    patch('an apply of 30,000 variables', 'apply', `${path}?fieldManager=a`, object),
    patch('an apply of 30,000 variables again', 'apply', `${path}?fieldManager=b`, object),
    patch('a strategic merge patch of 30,000 variables', 'strategic', path, { spec }),
    update('30,000 variables', path, object),
    patch('a merge patch of 30,000 variables', 'merge', path, { spec }),
  ]
}

function environments(): LargeWrite[] {
  const removals = Array.from({ length: 10_000 }, () => (
    { op: 'remove', path: '/spec/template/spec/containers/0/env/0' }))
  const alike = Array.from({ length: 60_000 }, () => ({ name: 'A', value: 'b' }))
  return [
    create('30,000 variables', deployments, deployment('other-env', variablesOf(30_000))),
    createYaml('30,000 variables in YAML, dry', `${deployments}?dryRun=All`, deployment('yaml', variablesOf(30_000))),
    patch('a JSON patch that removes 10,000 variables', 'json', `${deployments}/other-env`, removals),
    create('60,000 variables named alike', deployments, deployment('alike', alike)),
  ]
}

/** Well written, and refused or warned of. */
function wrong(): LargeWrite[] {
  const unknown = { ...configMap('unknown', {}), ...pairs(60_000, 'field', 20) }
  const badKeys = configMap('bad', { data: pairs(60_000, 'bad key ', 20) })
  const path = `${configMapsPath}/keys`
  const copies = Array.from({ length: 9_000 }, (_, at) => ({ op: 'copy', path: `/data/c${at}`, from: '/data/key-0' }))
  const doublings = Array.from({ length: 1_000 }, () => (
    { op: 'copy', path: '/metadata/annotations', from: '/data' }))
  return [
    create('60,000 unknown fields, warned', `${configMapsPath}?fieldValidation=Warn&dryRun=All`, unknown),
    create('60,000 unknown fields, strict', `${configMapsPath}?fieldValidation=Strict`, unknown),
    create('60,000 bad keys', configMapsPath, badKeys),
    patch('a JSON patch of 10,000 copies', 'json', path, [...copies, ...doublings]),
  ]
}

function unreadable(): LargeWrite[] {
  const data = `{${'"a":"b",'.repeat(100_000)}"z":"b"}`
  const repeated = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"said"},"data":${data}}`
  const protobuf = 'application/vnd.kubernetes.protobuf'
  return [
    createText('a field said 100,000 times', `${configMapsPath}?dryRun=All`, repeated),
    createText('rubbish in protobuf', configMapsPath, 'k8s\0'.repeat(700_000), protobuf),
    createText('nothing but brackets', configMapsPath, '['.repeat(3_000_000)),
    createText('nothing but brackets, YAML', configMapsPath, '['.repeat(3_000_000), 'application/yaml'),
  ]
}

function configMap(name: string, rest: object, moreMetadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...moreMetadata }, ...rest }
}

function deployment(name: string, env: object[]): { spec: object } {
  const spec = {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i', env }] } },
  }
  const head = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } }
  return { ...head, spec }
}

function variablesOf(count: number): object[] {
  return Array.from({ length: count }, (_, at) => ({ name: `E${at}`, value: 'x'.repeat(30) }))
}

function pairs(count: number, prefix: string, length: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, 'x'.repeat(length)]))
}

const createYaml = (name: string, path: string, object: object): LargeWrite =>
  createText(name, path, yamlOf(object, ''), 'application/yaml')

/** Block style, as people write it. */
function yamlOf(value: unknown, indent: string): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${yamlOf(item, inner).trimStart()}`).join('')
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}\n`
  const below = (member: unknown): string => `${typeof member === 'object' ? '\n' : ''}${yamlOf(member, inner)}`
  return Object.entries(value).map(([key, member]) => `${indent}${key}:${below(member)}`).join('')
}
