import { expect } from 'chai'
import { type Coracle, type Output, startCoracle } from './harness/coracle.ts'
import { prepareImages } from './harness/images.ts'
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

  const kubectl = async (...args: string[]): Promise<string> => success(await coracle.kubectl(args), args)
  const apply = async (text: string): Promise<string> => success(await coracle.kubectl(['apply', '-f', '-'], { input: text }), ['apply'])
  const pods = async (): Promise<any[]> => JSON.parse(await kubectl('get', 'pods', '-l', 'app=web', '-o', 'json')).items
  const runningPods = async (count: number): Promise<any[]> => {
    const found = (await pods()).filter((pod) => !pod.metadata.deletionTimestamp)
    if (found.length !== count || !found.every((pod) => pod.status.phase === 'Running')) throw new Error(JSON.stringify(found.map((pod) => pod.status)))
    return found
  }
  const containerIds = (found: any[]): string[] => found.map((pod) => pod.status.containerStatuses[0].containerID).sort()

  before(async function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('  pods run as root only: skipped\n')
      this.skip()
    }
    await prepareImages()
    coracle = await startCoracle(['--node-name', 'host-a'])
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

  it('has a node that is ready', async () => {
    const nodes = await kubectl('get', 'nodes', '-o', 'wide')
    expect(nodes).to.match(/^NAME +STATUS +ROLES +AGE +VERSION +INTERNAL-IP +EXTERNAL-IP +OS-IMAGE +KERNEL-VERSION +CONTAINER-RUNTIME\n/)
    expect(nodes).to.match(/host-a +Ready +<none> .* podman:\/\//)
  })

  it('shows the columns of kube-apiserver', async () => {
    const shown = await kubectl('get', 'deployments,replicasets,pods', '-o', 'wide')
    expect(shown).to.match(/deployment.apps\/web +2\/2 +2 +2 +\d+s +web +localhost\/coracle-e2e:1 +app=web/)
    expect(shown).to.match(/replicaset.apps\/web-\w+ +2 +2 +2 +\d+s +web +localhost\/coracle-e2e:1 +app=web,pod-template-hash=\w+/)
    expect(shown).to.match(/pod\/web-\w+-\w{5} +1\/1 +Running +0 +\d+s +10\.\d+\.\d+\.\d+ +host-a +<none> +<none>/)
  })

  it('is described with conditions and events', async () => {
    const deployment = await kubectl('describe', 'deployment', 'web')
    expect(deployment).to.contain('2 desired | 2 updated | 2 total | 2 available | 0 unavailable')
    expect(deployment).to.match(/Available +True +MinimumReplicasAvailable/)
    expect(deployment).to.match(/ScalingReplicaSet .* Scaled up replica set web-\w+ from 0 to 2/)
    const pod = await kubectl('describe', 'pod', '-l', 'app=web')
    for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started']) expect(pod).to.match(new RegExp(`Normal +${reason} `))
  })

  it('gives its containers logs, environment, volumes and a shell', async () => {
    expect(await kubectl('logs', 'deploy/web')).to.equal('hello from localhost/coracle-e2e:1\n')
    expect(await kubectl('exec', 'deploy/web', '--', 'sh', '-c', 'echo $GREETING $LEVEL; cat /settings/level; echo x > /scratch/x; cat /scratch/x')).to.equal('hello debug\ndebugx\n')
    const failed = await coracle.kubectl(['exec', 'deploy/web', '--', 'sh', '-c', 'exit 3'])
    expect(failed.code).to.equal(3)
    expect(failed.stderr).to.contain('command terminated with exit code 3')
  })

  it('is scaled, changed and changed back', async () => {
    await kubectl('scale', 'deployment', 'web', '--replicas=3')
    await until(() => runningPods(3))
    await kubectl('set', 'image', 'deployment/web', 'web=localhost/coracle-e2e:2')
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    // kubectl takes the logs of any pod of the Deployment, so those of the old template must be gone.
    await until(async () => (await pods()).length === 3)
    const [changed] = await until(() => runningPods(3))
    await until(async () => (await kubectl('logs', changed.metadata.name)) === 'hello from localhost/coracle-e2e:2\n')
    await kubectl('rollout', 'undo', 'deployment/web')
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    await until(async () => (await runningPods(3)).every((pod) => pod.spec.containers[0].image === 'localhost/coracle-e2e:1'))
  })

  it('applied again is unchanged, and has no difference', async () => {
    const again = await apply(manifest('localhost/coracle-e2e:1'))
    expect(again).to.contain('deployment.apps/web unchanged')
    const diff = await coracle.kubectl(['diff', '-f', '-'], { input: manifest('localhost/coracle-e2e:1') })
    expect(diff.stdout).to.equal('')
    expect(diff.code).to.equal(0)
  })

  it('replaces a pod that is deleted, and restarts a container that ends', async () => {
    const [first, second] = await until(() => runningPods(2))
    await kubectl('delete', 'pod', first.metadata.name)
    await until(async () => (await runningPods(2)).every((pod) => pod.metadata.name !== first.metadata.name))
    await coracle.kubectl(['exec', second.metadata.name, '--', 'sh', '-c', 'kill -TERM 1'])
    await until(async () => {
      const status = (await pods()).find((pod) => pod.metadata.name === second.metadata.name).status.containerStatuses[0]
      return status.restartCount === 1 && status.ready
    })
  })

  it('outlives a killed server, and its containers are not touched', async () => {
    const before = await until(() => runningPods(2))
    await coracle.stop('SIGKILL')
    await coracle.start()
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    const after = await until(() => runningPods(2))
    expect(containerIds(after)).to.deep.equal(containerIds(before))
    expect(after.map((pod) => pod.status.containerStatuses[0].restartCount)).to.deep.equal([0, 0])
    expect(await kubectl('exec', 'deploy/web', '--', 'echo', 'still here')).to.equal('still here\n')
  })

  it('says what is wrong with an image that does not exist', async () => {
    await kubectl('run', 'nothing', '--image=localhost/no-such-image:1', '--restart=Never')
    try {
      await until(async () => /ErrImagePull|ImagePullBackOff/.test(await kubectl('get', 'pod', 'nothing')))
      await until(async () => (await kubectl('describe', 'pod', 'nothing')).includes('Back-off pulling image "localhost/no-such-image:1"'))
    } finally {
      await kubectl('delete', 'pod', 'nothing', '--timeout=60s')
    }
  })
})

function success({ code, stdout, stderr }: Output, args: readonly string[]): string {
  expect(code, `kubectl ${args.join(' ')}: ${stderr}`).to.equal(0)
  return stdout
}
