import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { silentLogger } from '../apimachinery/log.ts'
import { createPodmanRuntime } from '../nodeagent/runtimes/podman/podman.ts'
import { runInContainer } from '../nodeagent/runtimes/run-in-container.ts'
import { behavesAsRuntime } from '../nodeagent/runtimes/suite.ts'
import { prepareImages, testImages } from './harness/images.ts'
import { run } from './harness/run.ts'

/** A network of this test's own, so that it can be removed with it. */
const podCidr = '10.213.0.0/24'

describe('podman', function () {
  this.timeout(120_000)

  before(function () {
    if (process.getuid?.() === 0) return
    process.stdout.write('  pods run as root only: skipped\n')
    this.skip()
  })

  behavesAsRuntime('podman', async () => {
    await prepareImages()
    const dataDir = mkdtempSync(join(tmpdir(), 'coracle-runtime-'))
    const runtime = await createPodmanRuntime({ dataDir, agent: `suite-${process.pid}`, podCidr, log: silentLogger })
    const podman = (...args: string[]) => run('env', [`CONTAINERS_CONF=${join(dataDir, 'podman', 'containers.conf')}`, 'podman', ...args])
    return {
      runtime,
      image: testImages[0],
      end: async (id, exitCode) => {
        await runInContainer(runtime, id, { command: ['sh', '-c', `echo ${exitCode} > /tmp/end`] })
      },
      endSandbox: async (uid) => {
        const id = (await runtime.pod(uid))?.sandbox?.id ?? ''
        await podman('kill', id)
        await podman('wait', id)
      },
      close: async () => {
        await runtime.close()
        await podman('network', 'rm', `coracle-${podCidr.replace(/[./]/g, '-')}`)
        await rm(dataDir, { recursive: true, force: true })
      },
    }
  })
})
