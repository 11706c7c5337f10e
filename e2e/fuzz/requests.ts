import { mutate } from '../../apimachinery/fuzz/mutate.ts'
import type { Random } from '../../apimachinery/fuzz/random.ts'

/** One request, each part of which may be nonsense. */
export interface FuzzRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer
}

const namespace = '/api/v1/namespaces/default'
const selectors = 'labelSelector=a%20in%20(b,c),!d&fieldSelector=metadata.name!%3Dx'
const continueToken = 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0'
const watchOptions = 'allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan'
const json = 'application/json'
const patch = (kind: string) => `application/${kind}-patch+json`
const configMap = (name: string) => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { a: 'b' } }, data: { x: 'y' },
})
const pod = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }] },
}
const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { cpu: '1' } } }
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
}
const service = {
  apiVersion: 'v1', kind: 'Service', metadata: { name: 's' },
  spec: { ports: [{ port: 80, targetPort: 'http' }], selector: { a: 'b' } },
}
const cronJob = {
  apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'j' },
  spec: {
    schedule: '*/5 * * * *',
    jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } } },
  },
}

/** Method, path with its query, type of the body, and the body. */
const seeds: readonly [method: string, path: string, type: string, body: unknown][] = [
  ['POST', `${namespace}/configmaps`, json, configMap('a')],
  [
    'POST', `${namespace}/configmaps?fieldValidation=Strict&fieldManager=m&dryRun=All`, 'application/yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: &m {name: b}\ndata: {x: "y"}\n',
  ],
  ['POST', `${namespace}/pods`, json, pod],
  ['POST', `${namespace}/resourcequotas`, json, quota],
  ['POST', `${namespace}/services`, json, service],
  ['POST', '/apis/apps/v1/namespaces/default/deployments', json, deployment],
  ['POST', '/apis/batch/v1/namespaces/default/cronjobs', json, cronJob],
  ['PUT', `${namespace}/configmaps/fixed`, json, configMap('fixed')],
  ['PATCH', `${namespace}/configmaps/fixed`, patch('json'), [{ op: 'add', path: '/data/z', value: '1' }]],
  ['PATCH', `${namespace}/configmaps/fixed`, patch('merge'), { data: { z: null }, metadata: { labels: { a: 'c' } } }],
  ['PATCH', '/apis/apps/v1/namespaces/default/deployments/fixed', patch('strategic-merge'), {
    spec: { template: { spec: { containers: [{ name: 'c', env: [{ name: 'A', value: 'b' }] }] } } },
  }],
  [
    'PATCH', `${namespace}/configmaps/fixed?fieldManager=m&force=true`, 'application/apply-patch+yaml',
    configMap('fixed'),
  ],
  ['PATCH', '/apis/apps/v1/namespaces/default/deployments/fixed?fieldManager=m', 'application/apply-patch+yaml', {
    ...deployment, metadata: { name: 'fixed' },
  }],
  ['PATCH', '/apis/apps/v1/namespaces/default/deployments/fixed/scale', patch('merge'), { spec: { replicas: 2 } }],
  ['DELETE', `${namespace}/configmaps/none`, json, {
    apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions: { uid: 'x' },
  }],
  ['DELETE', `${namespace}/secrets?labelSelector=a%3Db&fieldSelector=metadata.name%3Dx`, json, ''],
  ['GET', `${namespace}/configmaps?${selectors}&limit=1&continue=${continueToken}`, '', ''],
  ['GET', `${namespace}/configmaps?watch=1&timeoutSeconds=0&resourceVersion=0&${watchOptions}`, '', ''],
  ['GET', '/apis/apps/v1/deployments?resourceVersion=1&resourceVersionMatch=Exact', '', ''],
  ['GET', `${namespace}/pods/fixed/log?tailLines=1&sinceTime=2026-01-01T00:00:00Z`, '', ''],
  ['GET', `${namespace}/pods/fixed/proxy/a/b?c=d`, '', ''],
  ['GET', '/openapi/v3/apis/apps/v1?hash=x', '', ''],
  ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', json, {
    apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  }],
  ['POST', '/apis/authentication.k8s.io/v1/tokenreviews', json, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: 'a.b.c', audiences: ['x'] },
  }],
  ['POST', `${namespace}/serviceaccounts/default/token`, json, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 },
  }],
  ['POST', `${namespace}/pods/fixed/eviction`, json, {
    apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'fixed' },
  }],
  ['POST', `${namespace}/pods/fixed/binding`, json, {
    apiVersion: 'v1', kind: 'Binding', metadata: { name: 'fixed' }, target: { kind: 'Node', name: 'n' },
  }],
]

/** What must be there before: the objects that patches speak of. */
export const fixtures: readonly [path: string, object: object][] = [
  [`${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }],
  [`${namespace}/configmaps`, configMap('fixed')],
  [`${namespace}/pods`, { ...pod, metadata: { name: 'fixed' } }],
  ['/apis/apps/v1/namespaces/default/deployments', { ...deployment, metadata: { name: 'fixed' } }],
]

const accepts = [
  'application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
  'application/vnd.kubernetes.protobuf',
  'application/yaml', 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  '*/*;q=0.5,application/json;stream=watch',
]
const words = (list: readonly string[]) => list.map((word) => Buffer.from(word))
const bodyTokens = words([
  '"__proto__":{"a":1},', '"constructor":"x",', '"metadata":', '"labels":{', '"name":"a",', 'null', '{}', '[]',
  '1e999', '"managedFields":[{}],', '"$patch":"delete",',
  '"resourceVersion":"x",', '"uid":"x",', '"ownerReferences":[{}],', '"finalizers":["a"],', '"generateName":"a-",',
  '"deletionTimestamp":"x",', '"annotations":{"a":"b"},', '"creationTimestamp":0,',
])
const pathTokens = words([
  '/', '%2f', '%00', '..', '/../', '%2e%2e', '//', '/status', '/scale', '/__proto__', '/constructor', '/watch',
  '/namespaces', '?', '&', '=', '%', '%zz', 'watch=1', 'limit=-1',
  'labelSelector=', 'fieldSelector=', 'resourceVersion=', 'continue=', 'dryRun=All', 'dryRun=x', 'fieldValidation=',
  'pretty=1', '/api/v1', '/apis/', '/nodes/', '/proxy', 'toString', '%ff',
])
const headerTokens = words([
  'application/', 'json', ';', ',', '=', 'q=0', '*/*', 'charset=utf-8', 'as=Table', 'g=__proto__', 'v=constructor', '"',
])

/** The request of one round: a seed, with one or two of its parts changed. */
export function requestOf(random: Random): FuzzRequest {
  const [method, path, type, body] = random.pick(seeds)
  const bodies = seeds.map(([, , , one]) => bytesOf(one))
  const request: FuzzRequest = {
    method, path, headers: { accept: random.pick(accepts), ...(type === '' ? {} : { 'content-type': type }) },
    body: bytesOf(body),
  }
  const part = random.below(10)
  if (part < 6 && request.body.length > 0) request.body =
    mutate(random, [request.body, request.body, random.pick(bodies)], bodyTokens)
  else if (part < 8 || part >= 6) request.path = safePath(mutate(random, [Buffer.from(path)], pathTokens))
  if (part === 9) request.headers[random.pick([
    'accept', 'content-type', 'impersonate-user', 'impersonate-extra-%ff', 'authorization', 'accept-encoding', 'range',
  ])] = safeHeader(mutate(random, [Buffer.from(type), Buffer.from(request.headers['accept']!)], headerTokens))
  if (random.below(20) === 0) {
    request.method = random.pick(['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'])
  }
  return request
}

function bytesOf(body: unknown): Buffer {
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/**
 * What a client library would not send is left out; what it would, however odd, is not.
 * Connections are no part of this.
 */
function safePath(path: Buffer): string {
  const text = path.toString('latin1').replace(/[^\x21-\x7e]/g, '').replaceAll('#', '')
  return endless(text.startsWith('/') ? text : `/${text}`).slice(0, 8000)
}

/** A watch or a log that is followed has no end of its own. */
function endless(path: string): string {
  if (!/watch|follow/i.test(path)) return path
  return path.includes('?') ? path.replace('?', '?timeoutSeconds=1&') : `${path}?timeoutSeconds=1`
}

function safeHeader(value: Buffer): string {
  return value.toString('latin1').replace(/[^\x20-\x7e]/g, '').slice(0, 4000)
}
