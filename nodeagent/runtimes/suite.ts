import { expect } from 'chai'

import type { ContainerConfig, Runtime, SandboxConfig } from './runtime.ts'

/** How the suite gets a runtime, and what it may ask of it. */
export interface RuntimeUnderTest {
  runtime: Runtime
  /** An image that is there, with a shell. */
  image: string
  /** Resolves when a container's process hears signals: the suite's containers make `/tmp/begun` then. */
  begun: (containerId: string) => Promise<void>
  /** Ends a container's process with an exit code: the suite's containers look for one in `/tmp/end`. */
  end: (containerId: string, exitCode: number) => Promise<void>
  /** Ends the sandbox of a pod as a crash would. */
  endSandbox: (uid: string) => Promise<void>
  close: () => Promise<void>
}

const identity = (uid: string) => ({ uid, namespace: 'default', name: `suite-${uid.slice(0, 8)}` })

const sandbox = (uid: string): SandboxConfig => ({
  ...identity(uid),
  hostname: 'suite',
  hostNetwork: false,
  hostPid: false,
  hostIpc: false,
  ports: [],
  sysctls: {},
})

const script = 'trap "exit 0" TERM; : > /tmp/begun; until [ -f /tmp/end ]; do sleep 0.1; done; exit $(cat /tmp/end)'
const container = (uid: string, image: string, fields: Partial<ContainerConfig> = {}): ContainerConfig => ({
  pod: identity(uid),
  name: 'c',
  attempt: 0,
  image,
  command: ['sh', '-c', script],
  args: [],
  env: [],
  workingDir: '',
  mounts: [],
  stdin: false,
  stdinOnce: false,
  tty: false,
  hostPid: false,
  hostIpc: false,
  shareProcesses: false,
  resources: { memoryBytes: 0, cpuShares: 2, cpuQuota: 0 },
  security: {
    privileged: false,
    readOnlyRoot: false,
    noNewPrivileges: false,
    user: '',
    supplementalGroups: [],
    addCapabilities: [],
    dropCapabilities: [],
    seccomp: 'default',
  },
  terminationMessageFile: '',
  stopSignal: '',
  ...fields,
})

/** What every runtime does; each implementation runs it in a test of its own. */
export function behavesAsRuntime(name: string, start: () => Promise<RuntimeUnderTest>): void {
  describe(`${name} as a runtime`, () => {
    let under: RuntimeUnderTest
    let runtime: Runtime
    let pods = 0
    const uid = (): string => `${String(pods).padStart(8, '0')}-0000-4000-8000-000000000000`

    before(async () => {
      under = await start()
      runtime = under.runtime
    })
    after(() => under?.close())
    beforeEach(() => {
      pods += 1
    })
    afterEach(() => runtime.removePod(uid()))

    /** A pod with one running container. */
    async function running(): Promise<string> {
      await runtime.createSandbox(sandbox(uid()))
      const id = await runtime.createContainer(container(uid(), under.image))
      await runtime.startContainer(id)
      return id
    }
    const only = async () => (await runtime.pod(uid()))!.containers[0]!

    it('knows nothing of a pod that it was not given', async () => {
      expect(await runtime.pod(uid())).to.equal(null)
      await runtime.removePod(uid())
      await runtime.stopSandbox(uid())
      await runtime.removeContainer('0123456789abcdef')
      await runtime.stopContainer('0123456789abcdef', 1)
    })

    it('gives a sandbox an address', async () => {
      await runtime.createSandbox(sandbox(uid()))
      const pod = await runtime.pod(uid())
      expect(pod).to.include(identity(uid()))
      expect(pod?.sandbox?.ready).to.equal(true)
      expect(pod?.sandbox?.ips[0]).to.match(/^[0-9a-f.:]+$/)
      expect((await runtime.pods()).map((one) => one.uid)).to.include(uid())
    })

    it('makes a container, and runs it when it is told to', async () => {
      await runtime.createSandbox(sandbox(uid()))
      const id = await runtime.createContainer(container(uid(), under.image))
      expect(await only()).to.include({ id, name: 'c', attempt: 0, state: 'created', startedAt: null })
      await runtime.startContainer(id)
      const now = await only()
      expect(now.state).to.equal('running')
      expect(Date.parse(now.startedAt ?? '')).to.be.greaterThan(0)
    })

    it('tells how a container ended, and its listener that it did', async () => {
      const id = await running()
      const stop = new AbortController()
      const told = new Promise<void>((resolve) => {
        const look = async () => (await only()).state === 'exited' && resolve()
        runtime.listen((of) => of === uid() && void look(), stop.signal)
      })
      await under.end(id, 3)
      await told
      stop.abort()
      const ended = await only()
      expect(ended).to.include({ state: 'exited', exitCode: 3, oomKilled: false })
      expect(Date.parse(ended.finishedAt ?? '')).to.be.at.least(Date.parse(ended.startedAt ?? ''))
    })

    it('asks a container to stop', async () => {
      const id = await running()
      await under.begun(id)
      await runtime.stopContainer(id, 10)
      expect(await only()).to.include({ state: 'exited', exitCode: 0 })
      await runtime.stopContainer(id, 10)
    })

    it('orders a container\'s incarnations', async () => {
      const first = await running()
      await runtime.stopContainer(first, 1)
      const second = await runtime.createContainer(container(uid(), under.image, { attempt: 1 }))
      await runtime.startContainer(second)
      expect((await runtime.pod(uid()))?.containers.map(({ id, attempt }) => [id, attempt]))
        .to.deep.equal([[first, 0], [second, 1]])
      await runtime.removeContainer(first)
      expect((await runtime.pod(uid()))?.containers.map(({ id }) => id)).to.deep.equal([second])
    })

    it('sees a sandbox that died, and keeps its containers until the pod is removed', async () => {
      const id = await running()
      await under.endSandbox(uid())
      const pod = await runtime.pod(uid())
      expect(pod?.sandbox?.ready).to.equal(false)
      expect(pod?.containers.map((one) => one.id)).to.deep.equal([id])
      await runtime.removePod(uid())
      expect(await runtime.pod(uid())).to.equal(null)
    })

    it('stops a sandbox and leaves the ended containers', async () => {
      const id = await running()
      await runtime.stopContainer(id, 1)
      await runtime.stopSandbox(uid())
      const pod = await runtime.pod(uid())
      expect(pod?.sandbox?.ready).to.equal(false)
      expect(pod?.containers).to.have.length(1)
    })

    it('knows an image that is there', async () => {
      expect(await runtime.image(under.image)).to.include.keys('id', 'repoDigests', 'size', 'user')
    })
  })
}
