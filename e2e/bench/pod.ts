/**
 * `npm run bench:pod`: from a client's create to `Running` at the client, beside the same pod by `podman kube play`.
 */
import { describeMachine } from './process.ts'
import { connect } from '../../cli/client.ts'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { agentDirectory } from '../../cli/layout.ts'
import { run, startCoracle } from '../harness/coracle.ts'
import { prepareImages, testImages } from '../harness/images.ts'

const rounds = 15
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: testImages[0] }] },
})

await prepareImages()
const coracle = await startCoracle(['--node-name', 'bench'])
try {
  const client = await connect(await readFile(coracle.kubeconfig, 'utf8'), 'bench')
  const ours: number[] = []
  for (let round = 0; round < rounds; round++) {
    const name = `bench-${round}`
    const running = new AbortController()
    const started = performance.now()
    const { metadata } = await client.create(pods, pod(name))
    const query = { fieldSelector: `metadata.name=${name}`, resourceVersion: metadata.resourceVersion ?? '' }
    await client
      .watch(pods, query, ({ object }) => object.status?.phase === 'Running' && running.abort(), running.signal)
      .catch((error: unknown) => {
        if (!running.signal.aborted) throw error
      })
    ours.push(performance.now() - started)
    await client.delete(pods, name, { gracePeriodSeconds: 0 })
  }
  const podman = podmanOf(coracle.dataDir)
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    const played = await run('env', [...podman, 'kube', 'play', '-'], JSON.stringify(pod(`play-${round}`)))
    theirs.push(performance.now() - started)
    await run('env', [...podman, 'pod', 'rm', '--force', '--time', '0', `play-${round}`])
    if (played.code !== 0) throw new Error(`podman kube play: ${played.stderr}`)
  }
  console.log(describeMachine())
  console.table([
    { figure: 'create to Running, median of ours', ms: median(ours), 'limit in ms': 1000 },
    { figure: 'podman kube play, median', ms: median(theirs) },
  ])
} finally {
  await coracle.close()
}

/**
 * Podman as the agent runs it, where it had to adapt it to the machine:
 * in its mount namespace and with its configuration.
 */
function podmanOf(dataDir: string): string[] {
  const folder = join(agentDirectory(dataDir), 'podman')
  const service = join(folder, 'service.pid')
  if (!existsSync(service)) return ['podman']
  const pid = readFileSync(service, 'utf8').trim()
  return [
    `CONTAINERS_CONF=${join(folder, 'containers.conf')}`, 'nsenter', `--mount=/proc/${pid}/ns/mnt`, '--', 'podman',
  ]
}

function median(values: readonly number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)
}
