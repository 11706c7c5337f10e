import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { testImages } from './harness/images.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const untilEnded = 'trap "exit 0" TERM; while true; do sleep 0.2; done'

/** A pod whose containers all have the test image. */
const pod = (name: string, spec: Record<string, any>): Record<string, any> => {
  const withImage = (list: any[] | undefined) => list?.map((one) => ({ image: testImages[0], ...one }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 1,
      ...spec,
      ...(spec['initContainers'] ? { initContainers: withImage(spec['initContainers']) } : {}),
      containers: withImage(spec['containers']),
    },
  }
}
const sh = (script: string) => ['sh', '-c', script]

describe('the states of containers', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    mustSucceed(coracle, args, input === undefined ? {} : { input })
  const create = (...objects: unknown[]): Promise<string> =>
    kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
  const get = async (name: string): Promise<any> => JSON.parse(await kubectl(['get', 'pod', name, '-o', 'json']))
  /** The pod's status once it is as wanted. */
  const status = (name: string, wanted: (status: any) => boolean): Promise<any> =>
    until(async () => {
      const found = (await get(name)).status
      if (!wanted({ containerStatuses: [], ...found })) throw new Error(JSON.stringify(found))
      return found
    }, 60_000)
  const events = async (name: string): Promise<string[]> => {
    const { items } = JSON.parse(
      await kubectl(['get', 'events', '--field-selector', `involvedObject.name=${name}`, '-o', 'json']),
    )
    return items.map(({ type, reason, message }: any) => `${type} ${reason} ${message}`)
  }
  const ended = ({ phase }: any) => phase === 'Succeeded' || phase === 'Failed'
  const ready = ({ containerStatuses }: any) =>
    containerStatuses.length > 0 && containerStatuses.every((one: any) => one.ready)

  before(async function () {
    coracle = await startHost(this)
  })
  after(() => coracle?.close())
  afterEach(() => kubectl(['delete', 'pods,configmaps', '--all', '--timeout=60s']))

  it('tell of the OOM killer, of exit codes and of last words', async () => {
    const grow = 'x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done'
    await create(
      pod('oom', {
        restartPolicy: 'Never',
        containers: [{ name: 'c', command: sh(grow), resources: { limits: { memory: '24Mi' } } }],
      }),
      pod('words', {
        restartPolicy: 'Never', containers: [{ name: 'c', command: sh('echo bye > /dev/termination-log; exit 3') }],
      }),
      pod('log', {
        restartPolicy: 'Never',
        containers: [
          { name: 'c', command: sh('echo boom; exit 4'), terminationMessagePolicy: 'FallbackToLogsOnError' },
        ],
      }),
      pod('fine', { restartPolicy: 'OnFailure', containers: [{ name: 'c', command: ['true'] }] }),
    )
    const terminated = async (name: string) => (await status(name, ended)).containerStatuses[0].state.terminated
    expect(await terminated('oom')).to.include({ exitCode: 137, reason: 'OOMKilled' })
    expect(await terminated('words')).to.include({ exitCode: 3, reason: 'Error', message: 'bye\n' })
    expect(await terminated('log')).to.include({ exitCode: 4, reason: 'Error', message: 'boom\n' })
    expect(await terminated('fine')).to.include({ exitCode: 0, reason: 'Completed' })
    expect((await get('fine')).status.phase).to.equal('Succeeded')
    expect((await get('fine')).status.podIP).to.match(/^10\./)
    expect(await kubectl(['logs', 'log'])).to.equal('boom\n')
  })

  it('tell of a command that the image has not, and back off', async () => {
    await create(pod('nothing', { containers: [{ name: 'c', command: ['no-such-command'] }] }))
    const { uid } = (await get('nothing')).metadata
    const { containerStatuses: [found] } =
      await status('nothing', ({ containerStatuses: [one] }) => one?.state.waiting?.reason === 'CrashLoopBackOff')
    expect(found.state.waiting.message)
      .to.match(/^back-off (10|20)s restarting failed container=c pod=nothing_default\(/)
      .and.contain(uid)
    expect(found.lastState.terminated)
      .to.include({ exitCode: 128, reason: 'StartError', startedAt: '1970-01-01T00:00:00Z' })
    expect(found.lastState.terminated.message).to.contain('no-such-command')
    const told = (await events('nothing')).join('\n')
    expect(told).to.match(/Warning Failed Error: .*no-such-command/)
    expect(told).to.contain('Warning BackOff Back-off restarting failed container c in pod nothing_default(')
  })

  it('follow init containers and sidecars', async () => {
    await create(
      pod('job', {
        restartPolicy: 'Never',
        initContainers: [
          {
            name: 'one', command: sh('echo one > /shared/log'),
            volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
          },
          {
            name: 'side', restartPolicy: 'Always', command: sh(untilEnded),
            startupProbe: { exec: { command: ['true'] }, periodSeconds: 1 },
          },
        ],
        containers: [{
          name: 'c', command: sh('cat /shared/log; sleep 1'), volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
        }],
        volumes: [{ name: 'shared', emptyDir: {} }],
      }),
      pod('broken', {
        restartPolicy: 'Never', initContainers: [{ name: 'one', command: sh('exit 5') }], containers: [{ name: 'c' }],
      }),
    )
    const job = await status('job', ended)
    expect(job.phase).to.equal('Succeeded')
    expect(job.initContainerStatuses.map(({ state }: any) => state.terminated.exitCode)).to.deep.equal([0, 0])
    expect(await kubectl(['logs', 'job', '-c', 'c'])).to.equal('one\n')
    const broken = await status('broken', ended)
    expect(broken.phase).to.equal('Failed')
    expect(broken.containerStatuses[0].state).to.deep.equal({ waiting: { reason: 'PodInitializing' } })
    expect(await kubectl(['get', 'pod', 'broken'])).to.contain('Init:Error')
  })

  it('end with the pod\'s deadline', async () => {
    await create(pod('late', { activeDeadlineSeconds: 2, containers: [{ name: 'c', command: sh(untilEnded) }] }))
    const late = await status('late', ended)
    expect(late).to.include({
      phase: 'Failed', reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    })
    expect(await events('late'))
      .to.include('Normal DeadlineExceeded Pod was active on the node longer than the specified deadline')
  })

  it('heed probes and hooks', async () => {
    await create(
      pod('probed', {
        containers: [
          {
            name: 'c',
            command: sh('mkdir -p /tmp/w; until [ -f /tmp/hooked ]; do sleep 0.1; done; sleep 1; echo hi > /tmp/w/ok; '
              + 'httpd -f -p 8080 -h /tmp/w'),
            ports: [{ name: 'web', containerPort: 8080 }],
            startupProbe: { tcpSocket: { port: 'web' }, periodSeconds: 1, failureThreshold: 60 },
            readinessProbe: { httpGet: { path: '/ok', port: 'web' }, periodSeconds: 1, failureThreshold: 1 },
            lifecycle: {
              postStart: { exec: { command: sh('echo > /tmp/hooked') } }, preStop: { sleep: { seconds: 1 } },
            },
          },
        ],
      }),
      pod('condemned', {
        containers: [{
          name: 'c',
          command: sh(untilEnded),
          livenessProbe: { exec: { command: sh('echo so ill; exit 1') }, periodSeconds: 1, failureThreshold: 1 },
        }],
      }),
    )
    await status('probed', ready)
    expect((await events('probed')).join('\n'))
      .to.match(/Warning Unhealthy Startup probe failed: dial tcp 10\.[\d.]+:8080: connect: connection refused/)
    await kubectl(['exec', 'probed', '--', 'busybox', 'rm', '/tmp/w/ok'])
    const unready = await status('probed', (one) => !ready(one))
    expect(unready.containerStatuses[0]).to.include({ started: true, restartCount: 0 })
    expect(unready.conditions.find(({ type }: any) => type === 'Ready'))
      .to.include({ status: 'False', reason: 'ContainersNotReady' })
    await until(async () => (await events('probed')).includes(
      'Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 404',
    ))
    await status('condemned', ({ containerStatuses: [one] }) => one?.restartCount > 0)
    const told = await events('condemned')
    expect(told).to.include('Warning Unhealthy Liveness probe failed: so ill\n')
    expect(told).to.include('Normal Killing Container c failed liveness probe, will be restarted')
  })

  it('wait for what their configuration refers to', async () => {
    const volumes = [{ name: 'v', configMap: { name: 'late' } }]
    await create(
      pod('volume', {
        containers: [{ name: 'c', command: sh(untilEnded), volumeMounts: [{ name: 'v', mountPath: '/v' }] }], volumes,
      }),
      pod('variable', { containers: [{
        name: 'c',
        command: sh(untilEnded),
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'late', key: 'a' } } }],
      }] }),
    )
    const waits = (reason: string) => ({ containerStatuses: [one] }: any) => one?.state.waiting?.reason === reason
    await status('variable', waits('CreateContainerConfigError'))
    await status('volume', waits('ContainerCreating'))
    await until(async () => (await events('volume')).includes(
      'Warning FailedMount MountVolume.SetUp failed for volume "v" : configmap "late" not found',
    ))
    expect(await events('variable')).to.include('Warning Failed Error: configmap "late" not found')
    await create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' }, data: { a: 'here' } })
    await status('volume', ready)
    await status('variable', ready)
    expect(await kubectl(['exec', 'volume', '--', 'cat', '/v/a'])).to.equal('here')
    expect(await kubectl(['exec', 'variable', '--', 'sh', '-c', 'echo $A'])).to.equal('here\n')
  })
})
