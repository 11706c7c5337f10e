import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { silentLogger } from '../apimachinery/log.ts'
import type { MachineQuirks } from '../nodeagent/runtimes/podman/adaptations.ts'
import { createPodmanRuntime } from '../nodeagent/runtimes/podman/podman.ts'
import { connectPodman } from '../nodeagent/runtimes/podman/service.ts'
import type { Runtime } from '../nodeagent/runtimes/runtime.ts'
import { runInContainer } from '../nodeagent/runtimes/run-in-container.ts'
import { behavesAsRuntime } from '../nodeagent/runtimes/suite.ts'
import { needRoot } from './harness/host.ts'
import { prepareImages, testImages } from './harness/images.ts'
import { type Output, run } from './harness/run.ts'

/** Networks of this test's own, so that they can be removed with it. */
const podCidrs = { own: '10.213.0.0/24', machine: '10.213.1.0/24' }
/** As on a machine on which podman works as it comes. */
const plain: MachineQuirks = { hybridCgroups: false, cannotRaiseLimits: false, noSystemd: false }

describe('podman', function () {
  this.timeout(120_000)

  before(function () {
    needRoot(this)
  })

  behavesAsRuntime('podman, served by the agent', async () => {
    const dataDir = temporary()
    const runtime = await createPodmanRuntime({
      dataDir, agent: `suite-${process.pid}`, podCidr: podCidrs.own, log: silentLogger,
    })
    return { ...(await subject(runtime, dataDir)), close: () => end(runtime, podCidrs.own, dataDir) }
  })

  behavesAsRuntime('podman, served by the machine', async () => {
    const [serviceDir, dataDir] = [temporary(), temporary()]
    const service = await connectPodman({ dataDir: serviceDir, log: silentLogger })
    const machine = { quirks: plain, socket: join(serviceDir, 'podman', 'podman.sock') }
    const agent = `suite-machine-${process.pid}`
    const runtime = await createPodmanRuntime({ dataDir, agent, podCidr: podCidrs.machine, log: silentLogger, machine })
    return {
      ...(await subject(runtime, serviceDir)),
      close: async () => {
        await runtime.close()
        // It was there before the agent, and stays.
        await service.libpod.json('GET', '/info')
        await podman(serviceDir, 'network', 'rm', networkOf(podCidrs.machine))
        await service.stop()
        for (const folder of [serviceDir, dataDir]) await rm(folder, { recursive: true, force: true })
      },
    }
  })
})

const temporary = (): string => mkdtempSync(join(tmpdir(), 'coracle-runtime-'))
const networkOf = (podCidr: string): string => `coracle-${podCidr.replace(/[./]/g, '-')}`

/** Podman as the agent configured it in a folder. */
function podman(dataDir: string, ...args: string[]): Promise<Output> {
  return run('env', [`CONTAINERS_CONF=${join(dataDir, 'podman', 'containers.conf')}`, 'podman', ...args])
}

/** What the suite does to a runtime; `configured` is the folder of the service's configuration. */
async function subject(runtime: Runtime, configured: string) {
  await prepareImages()
  return {
    runtime,
    image: testImages[0],
    begun: async (id: string) => {
      await runInContainer(runtime, id, { command: ['sh', '-c', 'until [ -f /tmp/begun ]; do sleep 0.1; done'] })
    },
    end: async (id: string, exitCode: number) => {
      await runInContainer(runtime, id, { command: ['sh', '-c', `echo ${exitCode} > /tmp/end`] })
    },
    endSandbox: async (uid: string) => {
      const id = (await runtime.pod(uid))?.sandbox?.id ?? ''
      await podman(configured, 'kill', id)
      await podman(configured, 'wait', id)
    },
  }
}

async function end(runtime: Runtime, podCidr: string, dataDir: string): Promise<void> {
  await runtime.close()
  await podman(dataDir, 'network', 'rm', networkOf(podCidr))
  await rm(dataDir, { recursive: true, force: true })
}
