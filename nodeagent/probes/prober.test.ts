import { expect } from 'chai'
import { PassThrough } from 'node:stream'

import type { Pod, PodContainer } from '../pods/pod.ts'
import type { ExecSession, RuntimePod } from '../runtimes/runtime.ts'
import { sampleContainer } from '../runtimes/sample-container.ts'
import { createPodProber } from './prober.ts'
import { count } from './thresholds.ts'

const probe = (word: string, fields = {}) => ({
  exec: { command: [word] }, periodSeconds: 5, failureThreshold: 2, ...fields,
})

const podWith = (container: Partial<PodContainer>, status: unknown = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u' },
  spec: { containers: [{ name: 'c', image: 'i', ...container }] },
  status,
})

const epoch = new Date(0).toISOString()
const running = (id: string): RuntimePod => ({
  uid: 'u',
  namespace: 'default',
  name: 'web',
  sandbox: { id: 's', ready: true, ips: ['10.42.0.2'], createdAt: '2026-01-01T00:00:00Z' },
  containers: [sampleContainer('c', { id, createdAt: epoch, startedAt: epoch })],
})

/** A prober in virtual time whose probes end as they are told to; a command without an answer left waits for ever. */
function start(answers: Record<string, number[]>) {
  let now = 0
  const asked: string[] = []
  const told: string[] = []
  let changes = () => {}
  const exec = async (_id: string, { command: [word = ''] }: { command: string[] }): Promise<ExecSession> => {
    asked.push(`${word}@${now / 1000}`)
    const exitCode = answers[word]?.shift()
    if (exitCode === undefined) await new Promise(() => {})
    return {
      io: new PassThrough(), output: (async function* () {})(), resize: async () => {},
      exitCode: async () => exitCode ?? 0,
    }
  }
  const prober = createPodProber({
    runtime: { exec },
    now: () => now,
    sleep: async (milliseconds, signal) => {
      const due = now + milliseconds
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      now = Math.max(now, due)
    },
    record: (_container, message) => void told.push(message),
    changed: () => changes(),
  })
  const change = () => new Promise<void>((resolve) => (changes = resolve))
  return { prober, asked, told, change }
}

describe('a pod\'s prober', () => {
  it('calls a container without probes ready and started', () => {
    const { prober } = start({})
    const pod = podWith({})
    prober.observe(pod, running('a'), '10.42.0.2')
    expect(prober.state(pod['spec'].containers[0])).to.deep.equal({ ready: true, started: true })
  })

  it('waits for the startup probe, then asks for readiness', async () => {
    const { prober, asked, change } = start({ up: [1, 0], ready: [0] })
    const pod = podWith({ startupProbe: probe('up', { initialDelaySeconds: 3 }), readinessProbe: probe('ready') })
    const [container] = pod['spec'].containers
    prober.observe(pod, running('a'), '10.42.0.2')
    expect(prober.state(container)).to.deep.equal({ ready: false, started: false })
    await change()
    expect(prober.state(container)).to.deep.equal({ ready: false, started: true })
    await change()
    expect(prober.state(container)).to.deep.equal({ ready: true, started: true })
    expect(asked.slice(0, 3)).to.deep.equal(['up@3', 'up@8', 'ready@8'])
    prober.close()
  })

  it('condemns a container after so many failures, and starts anew with the next one', async () => {
    const { prober, told, change } = start({ live: [0, 1, 0, 1, 1] })
    const pod = podWith({ livenessProbe: probe('live') })
    prober.observe(pod, running('a'), '10.42.0.2')
    await change()
    expect([...prober.failed()]).to.deep.equal([['a', 'Liveness']])
    expect(told).to.deep.equal(Array(3).fill('Liveness probe failed: '))
    prober.observe(pod, running('b'), '10.42.0.2')
    expect([...prober.failed()]).to.deep.equal([])
    prober.close()
  })

  it('takes back nothing of what was said before the agent started again', () => {
    const { prober } = start({})
    const containerStatuses = [{ name: 'c', containerID: 'podman://a', ready: true, started: true }]
    const pod = podWith({ startupProbe: probe('up'), readinessProbe: probe('ready') }, { containerStatuses })
    prober.observe(pod, running('a'), '10.42.0.2')
    expect(prober.state(pod['spec'].containers[0])).to.deep.equal({ ready: true, started: true })
    prober.close()
  })
})

describe('count', () => {
  it('tells a verdict when enough outcomes in a row agree', () => {
    const spec = { successThreshold: 2, failureThreshold: 3 }
    const verdicts = []
    let run = null
    for (const good of [true, true, false, false, true, false, false, false]) {
      const counted = count(run, good, spec)
      run = counted.run
      verdicts.push(counted.verdict)
    }
    expect(verdicts).to.deep.equal([null, true, null, null, null, null, null, false])
  })
})
