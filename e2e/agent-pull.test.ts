import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, freePort, startCoracle } from './harness/coracle.ts'
import { needRoot } from './harness/host.ts'
import { prepareImages, testImages } from './harness/images.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { run } from './harness/run.ts'
import { until } from './harness/until.ts'

const patienceMs = 120_000

const user = { name: 'reader', password: 'secret-word' }
/** The password's bcrypt, as the registry's file of users has it. */
const htpasswd = `${user.name}:$2b$04$9/1JPGSuYTY19HOfWSs6dut.yd84KlPTIPQwRxzQxDFJqKH1UjydC\n`

const registryConfig = (folder: string, port: number): string => `
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: ${folder}/images}, delete: {enabled: true}}
http: {addr: "127.0.0.1:${port}"}
auth: {htpasswd: {realm: test, path: ${folder}/htpasswd}}
`

const pod = (name: string, image: string, secrets: string[] = []) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 1,
    imagePullSecrets: secrets.map((one) => ({ name: one })),
    containers: [{
      name: 'c', image, imagePullPolicy: 'Always',
      command: ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 0.2; done'],
    }],
  },
})

describe('an image from a registry', function () {
  this.timeout(patienceMs)
  let folder: string
  let registry: ChildProcess
  let coracle: Coracle
  let image: string
  let port: number
  const configurationBefore = process.env['CONTAINERS_REGISTRIES_CONF']

  const kubectl = (args: readonly string[], input?: unknown): Promise<string> =>
    mustSucceed(coracle, args, input === undefined ? {} : { input: JSON.stringify(input) })
  const containerState = async (name: string): Promise<any> =>
    JSON.parse(await kubectl(['get', 'pod', name, '-o', 'json'])).status.containerStatuses?.[0]
  const events = async (name: string): Promise<string> =>
    kubectl(['get', 'events', '--field-selector', `involvedObject.name=${name}`])

  before(async function () {
    needRoot(this)
    await prepareImages()
    folder = await mkdtemp(join(tmpdir(), 'coracle-registry-'))
    port = await freePort()
    image = `127.0.0.1:${port}/team/web:1`
    await writeFile(join(folder, 'htpasswd'), htpasswd)
    await writeFile(join(folder, 'registry.yaml'), registryConfig(folder, port))
    // The registry speaks plain HTTP, which podman has to be told.
    await writeFile(join(folder, 'registries.conf'), `[[registry]]\nlocation = "127.0.0.1:${port}"\ninsecure = true\n`)
    process.env['CONTAINERS_REGISTRIES_CONF'] = join(folder, 'registries.conf')
    registry = spawn('docker-registry', ['serve', join(folder, 'registry.yaml')], { stdio: 'ignore' })
    await until(async () => (await fetch(`http://127.0.0.1:${port}/v2/`)).status === 401)
    const pushed = await run('podman', ['push', '--creds', `${user.name}:${user.password}`, testImages[0], image])
    expect(pushed.code, pushed.stderr).to.equal(0)
    coracle = await startCoracle(['--node-name', 'host-a'])
    const server = `http://127.0.0.1:${port}`
    await kubectl([
      'create', 'secret', 'docker-registry', 'right', `--docker-server=${server}`, `--docker-username=${user.name}`,
      `--docker-password=${user.password}`,
    ])
    await kubectl([
      'create', 'secret', 'docker-registry', 'wrong', `--docker-server=${server}`, `--docker-username=${user.name}`,
      '--docker-password=guess',
    ])
  })
  after(async () => {
    await coracle?.close()
    if (image) await run('podman', ['rmi', '--force', image])
    if (registry) {
      const gone = once(registry, 'exit')
      registry.kill()
      await gone
    }
    if (configurationBefore === undefined) delete process.env['CONTAINERS_REGISTRIES_CONF']
    else process.env['CONTAINERS_REGISTRIES_CONF'] = configurationBefore
    if (folder) await rm(folder, { recursive: true, force: true })
  })
  afterEach(() => kubectl(['delete', 'pods', '--all', '--timeout=60s']))

  it('is pulled with the pod\'s secret', async () => {
    await kubectl(['apply', '-f', '-'], pod('right', image, ['wrong', 'right']))
    const { imageID } = await until(async () => {
      const state = await containerState('right')
      if (!state?.ready) throw new Error(`${JSON.stringify(state)} ${await events('right')}`)
      return state
    }, 60_000)
    expect(imageID).to.match(/@sha256:[0-9a-f]{64}$/)
    const told = await events('right')
    expect(told).to.contain(`Pulling image "${image}"`)
    expect(told)
      .to.match(/Successfully pulled image "[^"]+" in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes\./)
  })

  it('is refused without a secret, and with a wrong one', async () => {
    await kubectl(['apply', '-f', '-'], pod('none', image, ['missing']))
    await kubectl(['apply', '-f', '-'], pod('wrong', image, ['wrong']))
    for (const name of ['none', 'wrong']) {
      const message = `Back-off pulling image "${image}": ErrImagePull: `
      await until(async () => (await containerState(name))?.state.waiting?.message?.startsWith(message), 60_000)
      const told = await events(name)
      expect(told).to.match(/Warning +Failed .*Failed to pull image .*(unauthorized|authentication required)/)
      for (const error of ['ErrImagePull', 'ImagePullBackOff']) expect(told).to.contain(`Error: ${error}`)
    }
    expect(await events('none')).to.contain(
      'Unable to retrieve some image pull secrets (missing); attempting to pull the image may not succeed.',
    )
  })
})
