import { Writable } from 'node:stream'
import {
  AppsV1Api, CoreV1Api, Exec, KubeConfig, makeInformer, PatchStrategy, setHeaderOptions, type V1Pod,
} from '@kubernetes/client-node'
import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const namespace = 'default'
const labels = { app: 'web' }

describe('the official client for JavaScript', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  const config = new KubeConfig()

  before(async function () {
    coracle = await startHost(this)
    config.loadFromFile(coracle.kubeconfig)
  })
  after(() => coracle?.close())

  it('follows a Deployment with an informer, patches it in three ways, and runs a command in its pod', async () => {
    const apps = config.makeApiClient(AppsV1Api)
    const core = config.makeApiClient(CoreV1Api)
    const seen: string[] = []
    const informer =
      makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({ namespace }))
    for (const verb of ['add', 'update', 'delete'] as const) {
      informer.on(verb, (pod: V1Pod) => seen.push(`${verb} ${pod.status?.phase}`))
    }
    await informer.start()
    try {
      const container = { name: 'web', image: 'localhost/coracle-e2e:1' }
      const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers: [container] } }
      await apps.createNamespacedDeployment({
        namespace,
        body: { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: labels }, template } },
      })
      await until(async () => seen.includes('update Running'))
      expect(seen[0]).to.equal('add Pending')

      const name = 'web'
      const patch = (body: object, type: PatchStrategy) =>
        apps.patchNamespacedDeployment({ name, namespace, body }, setHeaderOptions('content-type', type))
      await patch([{ op: 'add', path: '/metadata/labels', value: { by: 'json' } }], PatchStrategy.JsonPatch)
      await patch({ metadata: { annotations: { by: 'merge' } } }, PatchStrategy.MergePatch)
      await patch(
        { spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'BY', value: 'strategic' }] }] } } } },
        PatchStrategy.StrategicMergePatch,
      )
      const patched = await apps.readNamespacedDeployment({ name, namespace })
      expect(patched.metadata?.labels?.['by']).to.equal('json')
      expect(patched.metadata?.annotations?.['by']).to.equal('merge')
      expect(patched.spec?.template.spec?.containers[0])
        .to.deep.include({ name: 'web', image: 'localhost/coracle-e2e:1', env: [{ name: 'BY', value: 'strategic' }] })

      const pod = await until(async () => {
        const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=web' })
        const [only, ...others] = items
        if (others.length > 0 || !only?.spec?.containers[0]?.env || only.status?.phase !== 'Running') {
          throw new Error('it is not the only one yet')
        }
        return only
      })
      expect(await execute(pod.metadata?.name ?? '', ['sh', '-c', 'echo $BY; exit 3']))
        .to.deep.equal({ printed: 'strategic\n', exitCode: '3' })

      await apps.deleteNamespacedDeployment({ name, namespace })
      await until(async () => seen.filter((event) => event.startsWith('delete')).length >= 2)
    } finally {
      await informer.stop()
    }
  })

  async function execute(pod: string, command: string[]): Promise<{ printed: string; exitCode: string | undefined }> {
    let printed = ''
    const stdout = new Writable({ write: (chunk, _encoding, done) => ((printed += chunk), done()) })
    const exitCode = await new Promise<string | undefined>((resolve, reject) => {
      const onStatus = ({ details }: { details?: { causes?: { message?: string }[] } }) =>
        resolve(details?.causes?.[0]?.message)
      new Exec(config).exec(namespace, pod, 'web', command, stdout, null, null, false, onStatus).catch(reject)
    })
    return { printed, exitCode }
  }
})
