import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { until } from './harness/until.ts'

const patienceMs = 240_000
const script = 'echo hello from $IMAGE; trap "exit 0" TERM; while true; do sleep 0.2; done'

const manifest = (image: string, replicas = 2): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - name: web
        image: ${image}
        command: ["/bin/sh", "-c", ${JSON.stringify(script)}]
        env: [{name: GREETING, value: hello}, {name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: level}}}]
        volumeMounts: [{name: settings, mountPath: /settings}, {name: scratch, mountPath: /scratch}]
        resources: {requests: {cpu: 50m, memory: 16Mi}, limits: {memory: 64Mi}}
      volumes:
      - {name: settings, configMap: {name: settings}}
      - {name: scratch, emptyDir: {}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: debug}
`

describe('a Deployment on a host', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  const kubectl = (...args: string[]): Promise<string> => mustSucceed(coracle, args)
  const apply = (text: string): Promise<string> => mustSucceed(coracle, ['apply', '-f', '-'], { input: text })
  const pods = async (): Promise<any[]> => JSON.parse(await kubectl('get', 'pods', '-l', 'app=web', '-o', 'json')).items
  const runningPods = async (count: number): Promise<any[]> => {
    const found = (await pods()).filter((pod) => !pod.metadata.deletionTimestamp)
    if (found.length !== count || !found.every((pod) => pod.status.phase === 'Running')) {
      throw new Error(JSON.stringify(found.map((pod) => pod.status)))
    }
    return found
  }

  before(async function () {
    coracle = await startHost(this)
  })
  beforeEach(async () => {
    await apply(manifest('localhost/coracle-e2e:1'))
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
  })
  afterEach(async () => {
    await kubectl('delete', 'deployment', 'web', '--ignore-not-found', '--timeout=60s')
    await until(async () => (await pods()).length === 0)
  })
  after(async () => {
    await coracle?.close()
  })

  it('gives its containers logs, environment, volumes and a shell', async () => {
    expect(await kubectl('logs', 'deploy/web')).to.equal('hello from localhost/coracle-e2e:1\n')
    expect(await kubectl('exec', 'deploy/web', '--', 'sh', '-c', 'echo $GREETING $LEVEL; cat /settings/level; echo x > '
      + '/scratch/x; cat /scratch/x')).to.equal('hello debug\ndebugx\n')
    const failed = await coracle.kubectl(['exec', 'deploy/web', '--', 'sh', '-c', 'exit 3'])
    expect(failed.code).to.equal(3)
    expect(failed.stderr).to.contain('command terminated with exit code 3')
  })

  it('replaces a pod that is deleted, and restarts a container that ends', async () => {
    const [first, second] = await until(() => runningPods(2))
    await kubectl('delete', 'pod', first.metadata.name)
    await until(async () => (await runningPods(2)).every((pod) => pod.metadata.name !== first.metadata.name))
    await coracle.kubectl(['exec', second.metadata.name, '--', 'sh', '-c', 'kill -TERM 1'])
    await until(async () => {
      const status =
        (await pods()).find((pod) => pod.metadata.name === second.metadata.name).status.containerStatuses[0]
      return status.restartCount === 1 && status.ready
    })
  })
})
