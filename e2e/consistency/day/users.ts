import { follow } from './follow.ts'
import { type Send, type Shift, work } from './worker.ts'

const namespace = 'day'
const core = `/api/v1/namespaces/${namespace}`
const apps = `/apis/apps/v1/namespaces/${namespace}`
const mergePatch = 'application/merge-patch+json'
const deployments = 8
const hotObjects = 60

/** Those who use the cluster, a row each: how often a second, and what they do. */
const users: readonly { perSecond: number; step: (shift: Shift) => (send: Send, number: number) => Promise<void> }[] = [
  { perSecond: 0.5, step: scale },
  { perSecond: 20, step: configure },
  { perSecond: 2, step: complain },
  { perSecond: 2, step: comeAndGo },
  { perSecond: 0.1, step: sweep },
  { perSecond: 1 / 150, step: expire },
  { perSecond: 1, step: listAll },
  { perSecond: 0.5, step: listPages },
  { perSecond: 0.2, step: lookAround },
  { perSecond: 5, step: readOne },
]

/** Who watches what, with how many watchers. */
const watched: readonly [number, string][] = [
  [8, '/api/v1/pods?watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan'],
  [8, `${core}/configmaps?watch=1&labelSelector=half%3Dodd`],
  [4, '/api/v1/events?watch=1'],
  [4, '/apis/coordination.k8s.io/v1/leases?watch=1&allowWatchBookmarks=true'],
  [4, '/apis/apps/v1/replicasets?watch=1&resourceVersion=0'],
]

/** All users of a shift, until it is over. */
export async function useCluster(shift: Shift): Promise<void> {
  const fork = (): Shift => ({ ...shift, random: shift.random.fork() })
  const working = users.map(({ perSecond, step }) => {
    const own = fork()
    return work(own, perSecond, step(own))
  })
  const watching = watched.flatMap(([count, path]) => Array.from({ length: count }, () => follow(fork(), path)))
  await Promise.all([...working, ...watching])
}

function scale({ random }: Shift) {
  return async (send: Send, number: number) => {
    const name = `web-${number % deployments}`
    if (number < deployments)
      await send('create a deployment', { method: 'POST', path: `${apps}/deployments`, body: deployment(name) })
    const rollOut =
      random.below(5) === 0 ? { template: { metadata: { annotations: { version: String(number) } } } } : {}
    await send('scale or roll out', {
      method: 'PATCH',
      path: `${apps}/deployments/${name}`,
      contentType: mergePatch,
      body: { spec: { replicas: random.below(20), ...rollOut } },
    })
  }
}

function deployment(name: string): object {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'none' }] } }
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: { name, namespace },
    spec: { replicas: 3, revisionHistoryLimit: 2, selector: { matchLabels: labels }, template },
  }
}

function configure({ random }: Shift) {
  return async (send: Send, number: number) => {
    const name = `hot-${number % hotObjects}`
    const body = {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name, labels: { half: number % 2 ? 'odd' : 'even' } },
      data: {
        value: random
          .next()
          .toString()
          .repeat(1 + random.below(150)),
      },
    }
    if (number < hotObjects) await send('create a config map', { method: 'POST', path: `${core}/configmaps`, body })
    else await send('update a config map', { method: 'PUT', path: `${core}/configmaps/${name}`, body })
  }
}

/** An event of its own each time, and half as often one more of the same. */
function complain() {
  return async (send: Send, number: number) => {
    const name = `complaint.${number - (number % 2)}`
    const times = {
      firstTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
      lastTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
    }
    const involvedObject = { kind: 'Pod', namespace, name: 'none', apiVersion: 'v1' }
    const body = {
      kind: 'Event',
      apiVersion: 'v1',
      metadata: { name },
      involvedObject,
      reason: 'Complained',
      message: 'x'.repeat(200),
      type: 'Warning',
      count: 1,
      ...times,
    }
    if (number % 2 === 0) await send('create an event', { method: 'POST', path: `${core}/events`, body })
    else
      await send('count an event', {
        method: 'PATCH',
        path: `${core}/events/${name}`,
        contentType: mergePatch,
        expected: [404],
        body: { count: 2, lastTimestamp: times.lastTimestamp },
      })
  }
}

function comeAndGo() {
  return async (send: Send, number: number) => {
    const path = `${core}/secrets`
    await send('create a secret', {
      method: 'POST',
      path,
      body: {
        kind: 'Secret',
        apiVersion: 'v1',
        metadata: { name: `brief-${number}` },
        data: { key: Buffer.alloc(500, number).toString('base64') },
      },
    })
    if (number > 50) await send('delete a secret', { method: 'DELETE', path: `${path}/brief-${number - 50}` })
  }
}

/** A namespace of its own, filled and deleted with all that is in it. */
function sweep() {
  return async (send: Send, number: number) => {
    const name = `brief-${number}`
    await send('create a namespace', {
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { kind: 'Namespace', apiVersion: 'v1', metadata: { name } },
    })
    for (let index = 0; index < 10; index++) {
      await send('fill a namespace', {
        method: 'POST',
        path: `/api/v1/namespaces/${name}/configmaps`,
        body: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: `one-${index}` }, data: { a: 'b' } },
      })
    }
    await send('delete a namespace', { method: 'DELETE', path: `/api/v1/namespaces/${name}` })
    await send('delete a collection', { method: 'DELETE', path: '/api/v1/namespaces/default/events' })
  }
}

/** Events are kept for an hour, of which the day has twenty-four. */
function expire() {
  return async (send: Send) => {
    await send('expire events', { method: 'DELETE', path: `${core}/events` })
  }
}

function listAll({ random }: Shift) {
  return async (send: Send) => {
    const path = random.pick([
      '/api/v1/pods',
      '/api/v1/configmaps',
      '/api/v1/events',
      '/apis/apps/v1/replicasets',
      '/api/v1/nodes',
      '/api/v1/secrets?resourceVersion=0',
    ])
    await send('list', { path })
  }
}

/** Not always to the end. */
function listPages({ random }: Shift) {
  return async (send: Send) => {
    let token = ''
    do {
      const page = await send('list a page', {
        path: `/api/v1/configmaps?limit=20${token && `&continue=${token}`}`,
        expected: [410],
      })
      token = page?.metadata?.continue ?? ''
    } while (token !== '' && random.below(4) > 0)
  }
}

function lookAround({ random }: Shift) {
  return async (send: Send) => {
    await send('discover', {
      path: random.pick(['/api', '/apis', '/apis/apps/v1', '/openapi/v3', '/version', '/openapi/v3/apis/apps/v1']),
    })
  }
}

function readOne({ random }: Shift) {
  return async (send: Send) => {
    await send('get', { path: `${core}/configmaps/hot-${random.below(2 * hotObjects)}`, expected: [404] })
  }
}
