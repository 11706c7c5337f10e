import { expect } from 'chai'
import { copyFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareImages, testImages } from './harness/images.ts'
import { type Output, run } from './harness/run.ts'
import { until } from './harness/until.ts'
import { bootHost, checkout, type Host } from './hosts/host.ts'

const kubectlInHost = `${checkout}/node_modules/.cache/coracle/v35/kubectl/kubectl`

describe('a Debian machine with systemd', function () {
  this.timeout(600_000)
  let host: Host

  const kubectl = (...args: string[]): Promise<Output> =>
    host.run([kubectlInHost, '--kubeconfig', '/etc/coracle/kubeconfig.yaml', ...args])
  /** As a user starts it, but in the background. */
  const startServer = async (): Promise<void> => {
    await host.run(['systemd-run', '--unit=coracle', '--collect', '--property=KillMode=process', '--setenv=HOME=/root',
      `${checkout}/node_modules/.bin/node`, `${checkout}/cli/main.ts`, 'server', '--install'])
    await until(async () => expect((await host.run(['journalctl', '-u', 'coracle', '-o', 'cat', '-n', '20'])).stdout)
      .to.include('Ready.'), 240_000)
  }
  const pods = async (): Promise<any[]> => JSON.parse((await kubectl('get', 'pods', '-o', 'json')).stdout).items
  const runningPods = (count: number) => until(async () => {
    const all = await pods()
    expect(all.map(({ status }) => status.phase)).to.eql(Array(count).fill('Running'))
    for (const { status: { containerStatuses: [container] } } of all) {
      expect(container.ready, 'ready').to.equal(true)
    }
    return all
  }, 90_000)

  before(async () => {
    await prepareImages()
    host = await bootHost('debian')
    await loadImage(host, testImages[0])
    await startServer()
  })
  after(() => host?.close())

  it('becomes a node under its own name', async () => {
    await until(async () => (await kubectl('get', 'nodes')).stdout.includes(' Ready '))
    const { items: [node] } = JSON.parse((await kubectl('get', 'nodes', '-o', 'json')).stdout)
    expect(node.metadata.name).to.equal('debian')
    expect(node.status.nodeInfo.osImage).to.match(/^Debian GNU\/Linux 12/)
  })

  it('rolls a Deployment out, answers exec and has its logs', async () => {
    await kubectl('create', 'deployment', 'web', `--image=${testImages[0]}`, '--replicas=2', '--',
      '/bin/sh', '-c', 'trap "exit 0" TERM; echo hello from $(hostname); httpd -f -p 8080 & wait')
    const { code, stderr } = await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    expect(code, stderr).to.equal(0)
    const [first, second] = await runningPods(2)
    await until(async () =>
      expect((await kubectl('logs', first.metadata.name)).stdout).to.equal(`hello from ${first.metadata.name}\n`))
    // One pod reaches the other by its address.
    const { stdout, stderr: said } = await kubectl(
      'exec', first.metadata.name, '--', 'wget', '-qO-', '-S', `http://${second.status.podIP}:8080/`,
    )
    expect(stdout + said).to.include('404')
  })

  it('keeps its containers when the server is restarted', async () => {
    const idsOf = (all: any[]) => all.map(({ status }) => status.containerStatuses[0].containerID).sort()
    const ids = idsOf(await runningPods(2))
    await host.run(['systemctl', 'stop', 'coracle'])
    await startServer()
    expect(idsOf(await runningPods(2))).to.eql(ids)
  })

  it('brings its pods back after a reboot', async () => {
    const names = (await runningPods(2)).map(({ metadata }) => metadata.name).sort()
    await host.reboot()
    const rebooted = Math.floor(Date.now() / 1000) * 1000
    await startServer()
    const again = await until(async () => {
      const all = await runningPods(2)
      // The stored status is from before until the agent has looked.
      for (const { status: { containerStatuses: [container] } } of all) {
        expect(Date.parse(container.state.running.startedAt)).to.be.at.least(rebooted)
        expect(container.restartCount, 'restarts').to.be.at.least(1)
      }
      return all
    }, 60_000)
    expect(again.map(({ metadata }) => metadata.name).sort()).to.eql(names)
  })

  it('has no container left when the Deployment is deleted', async () => {
    await kubectl('delete', 'deployment', 'web', '--cascade=foreground', '--timeout=90s')
    await until(async () => (await host.run(['podman', 'ps', '--all', '--quiet'])).stdout.trim() === '', 90_000)
  })
})

/** From this machine's podman into the host's. */
async function loadImage(host: Host, image: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coracle-image-'))
  try {
    const archive = join(folder, 'image.tar')
    expect((await run('podman', ['save', '--quiet', '--output', archive, image])).code).to.equal(0)
    await copyFile(archive, host.path('/root/image.tar'))
    const { code, stderr } = await host.run(['podman', 'load', '--quiet', '--input', '/root/image.tar'])
    expect(code, stderr).to.equal(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
