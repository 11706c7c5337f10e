import { type Answer, Connection, openConnections, postRequest, type Target } from '../../bench/api/connection.ts'
import { configMap, configMapsPath, pod, podsPath } from '../../bench/api/objects.ts'
import { largeWrites } from './large-writes.ts'

/** Something long that a client may ask for. */
export interface TurnCase {
  name: string
  run(target: Target): Promise<unknown>
}

/** How many pods are listed and deleted, and how many small objects are looked through. */
export interface Counts {
  pods: number
  configMaps: number
}

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const partial = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
const forms: readonly (readonly [name: string, headers: string])[] = [
  ['JSON', 'Accept: application/json'],
  ['gzip', 'Accept: application/json\r\nAccept-Encoding: gzip'],
  ['protobuf', 'Accept: application/vnd.kubernetes.protobuf'],
  ['protobuf, gzip', 'Accept: application/vnd.kubernetes.protobuf\r\nAccept-Encoding: gzip'],
  ['Table', `Accept: ${table}`],
  ['Table of whole objects', `Accept: ${table}`],
  ['metadata', `Accept: ${partial}`],
  ['metadata, protobuf', 'Accept: application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'],
  ['YAML', 'Accept: application/yaml'],
  ['pretty JSON', 'Accept: application/json'],
]
const queries: Readonly<Record<string, string>> = {
  'Table of whole objects': '?includeObject=Object', 'pretty JSON': '?pretty=1',
}

/** In this order: the first list in each form is made, later ones are known. */
export function turnCases(counts: Counts): TurnCase[] {
  return [...lists(), ...crowds(), ...selections(), ...writes(), ...deletions(counts)]
}

/** Makes what the cases read. */
export async function fill(target: Target, { pods, configMaps }: Counts): Promise<void> {
  await ask(target, postRequest('/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' },
  }))
  await askMany(target, pods, 32, (at) => postRequest(podsPath, pod(at)))
  await askMany(target, configMaps, 64, (at) => postRequest(configMapsPath, labelled(at)))
}

function labelled(at: number): object {
  const { metadata, ...rest } = configMap(`small-${at}`, 100) as { metadata: object }
  return { ...rest, metadata: { ...metadata, labels: { shard: `${at % 100}`, one: `${at}` } } }
}

function lists(): TurnCase[] {
  const all = '/api/v1/pods'
  return forms.flatMap(([name, headers]) => ['the first', 'the next'].map((which) => ({
    name: `list of pods, ${name}, ${which}`,
    run: (target: Target) => ask(target, get(`${all}${queries[name] ?? ''}`, headers)),
  })))
}

function crowds(): TurnCase[] {
  const [json, gzip] = ['Accept: application/json', 'Accept: application/json\r\nAccept-Encoding: gzip']
  return [
    {
      name: '10 clients that list configmaps for the first time, gzip',
      run: (target) => askMany(target, 10, 10, () => get('/api/v1/configmaps', gzip)),
    },
    {
      name: '10 clients that list all pods, Table',
      run: (target) => askMany(target, 10, 10, () => get('/api/v1/pods', `Accept: ${table}`)),
    },
    {
      name: '500 clients that list 500 pods each',
      run: (target) => askMany(target, 500, 500, () => get(`${podsPath}?limit=500`, json)),
    },
    {
      name: '500 clients that list 500 pods each, Table',
      run: (target) => askMany(target, 500, 500, () => get(`${podsPath}?limit=500`, `Accept: ${table}`)),
    },
  ]
}

function selections(): TurnCase[] {
  const list = (name: string, query: string): TurnCase => ({
    name, run: (target) => ask(target, get(`/api/v1/configmaps?${query}`, 'Accept: application/json')),
  })
  return [
    list('a label that one in a hundred small objects has', 'labelSelector=shard%3D7'),
    list('a label that one small object has', 'labelSelector=one%3D7'),
    list('a field that one small object has', 'fieldSelector=metadata.name%3Dsmall-7'),
    list(
      'a selector of three thousand values',
      `labelSelector=${encodeURIComponent(`one in (${Array.from({ length: 3000 }, (_, at) => at).join()})`)}`,
    ),
    list(
      'a selector of a thousand terms',
      `labelSelector=${encodeURIComponent(Array.from({ length: 1000 }, (_, at) => `one!=x${at}`).join())}`,
    ),
    { name: 'fifty clients that look for one label', run: (target) => askMany(target, 50, 50, () => get(
      '/api/v1/configmaps?labelSelector=one%3D7', 'Accept: application/json',
    )) },
    {
      name: 'a watch that begins with all small objects',
      run: (target) => watchFor(target, '/api/v1/configmaps?watch=1&timeoutSeconds=2'),
    },
    {
      name: 'a watch from an old version',
      run: (target) => watchFor(target, '/api/v1/configmaps?watch=1&timeoutSeconds=2&resourceVersion=1'),
    },
    { name: 'a watch from an old version, for one label', run: (target) => watchFor(
      target, '/api/v1/configmaps?watch=1&timeoutSeconds=2&resourceVersion=1&labelSelector=one%3D7',
    ) },
  ]
}

function writes(): TurnCase[] {
  return largeWrites().map(({ name, method, path, type, body }) => writing(name, method, path, type, body))
}

function deletions({ configMaps }: Counts): TurnCase[] {
  const some = Math.min(configMaps, 10_000)
  const shards = Math.ceil(some / Math.max(1, configMaps / 100))
  const selector = encodeURIComponent(`shard in (${Array.from({ length: shards }, (_, at) => at).join()})`)
  return [
    writing(
      `a deletion of ${some} small objects`, 'DELETE', `${configMapsPath}?labelSelector=${selector}`,
      'application/json',
    ),
    writing('a deletion of all pods', 'DELETE', `${podsPath}?gracePeriodSeconds=0`, 'application/json'),
  ]
}

function writing(name: string, method: string, path: string, type: string, text = ''): TurnCase {
  const request = `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: `
    + `${Buffer.byteLength(text)}\r\n\r\n${text}`
  return { name, run: (target) => ask(target, request) }
}

function get(path: string, headers: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nUser-Agent: turns\r\n${headers}\r\n\r\n`
}

async function ask(target: Target, request: string): Promise<Answer> {
  const connection = await Connection.open(target)
  const answer = await connection.request(request)
  connection.close()
  return answer
}

async function askMany(
  target: Target, count: number, clients: number, request: (at: number) => string,
): Promise<Answer[]> {
  const connections = await openConnections(target, clients)
  const answers: Answer[] = []
  let next = 0
  await Promise.all(connections.map(async (connection) => {
    while (next < count) answers.push(await connection.request(request(next++)))
    connection.close()
  }))
  return answers
}

async function watchFor(target: Target, path: string): Promise<Answer> {
  return ask(target, get(path, 'Accept: application/json'))
}
