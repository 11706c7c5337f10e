import { PassThrough } from 'node:stream'

import type {
  ContainerConfig, ExecSession, Runtime, RuntimeContainer, RuntimeListener, RuntimePod,
} from '../runtime.ts'

/** A runtime that runs nothing, and hands in what happens to its containers. */
export interface HollowRuntime extends Runtime {
  /** Ends a container as if its process had exited. */
  exit(containerId: string, exitCode: number): void
}

/** Pods in memory: every image is there, every container runs until it is stopped. For scale tests and unit tests. */
export function createHollowRuntime(now: () => Date = () => new Date()): HollowRuntime {
  const pods = new Map<string, RuntimePod>()
  const listeners = new Set<RuntimeListener>()
  let ids = 0

  const containers = () => [...pods.values()].flatMap((pod) => pod.containers.map((container) => ({ pod, container })))
  const change = (id: string, fields: Partial<RuntimeContainer>): void => {
    const found = containers().find(({ container }) => container.id === id)
    if (found === undefined) return
    Object.assign(found.container, fields)
    for (const listener of listeners) listener(found.pod.uid)
  }
  const exit = (id: string, exitCode: number): void => {
    const running = containers().some(({ container }) => container.id === id && container.state === 'running')
    if (running) change(id, { state: 'exited', exitCode, finishedAt: now().toISOString() })
  }
  const image = async (reference: string) => ({ id: `hollow-${reference}`, repoDigests: [], size: 0, user: '' })
  const session = async (): Promise<ExecSession> => ({
    io: new PassThrough().resume(),
    output: (async function* () {})(),
    resize: async () => {},
    exitCode: async () => 0,
  })

  return {
    version: 'hollow://1',
    scheme: 'hollow',
    exit,
    pods: async () => structuredClone([...pods.values()]),
    pod: async (uid) => structuredClone(pods.get(uid) ?? null),
    async createSandbox({ uid, name, namespace }) {
      ids += 1
      const ips = [`10.255.${(ids >> 8) & 255}.${ids & 255}`]
      pods.set(uid, {
        uid, name, namespace, sandbox: { id: `s${ids}`, ready: true, ips, createdAt: now().toISOString() },
        containers: [],
      })
    },
    async stopSandbox(uid) {
      const sandbox = pods.get(uid)?.sandbox
      if (sandbox) sandbox.ready = false
    },
    removePod: async (uid) => void pods.delete(uid),
    async createContainer(config) {
      ids += 1
      pods.get(config.pod.uid)?.containers.push(newContainer(`c${ids}`, config, now()))
      return `c${ids}`
    },
    startContainer: async (id) => change(id, { state: 'running', startedAt: now().toISOString() }),
    stopContainer: async (id) => exit(id, 0),
    async removeContainer(id) {
      for (const pod of pods.values()) pod.containers = pod.containers.filter((one) => one.id !== id)
    },
    image,
    pullImage: image,
    async *logs() {},
    exec: session,
    attach: session,
    dial: async () => new PassThrough(),
    listen(listener, signal) {
      listeners.add(listener)
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
    },
    close: async () => {},
  }
}

const newContainer = (id: string, config: ContainerConfig, now: Date): RuntimeContainer => ({
  id,
  name: config.name,
  attempt: config.attempt,
  state: 'created',
  createdAt: now.toISOString(),
  startedAt: null,
  finishedAt: null,
  exitCode: 0,
  oomKilled: false,
  image: config.image,
  imageId: `hollow-${config.image}`,
  terminationMessageFile: config.terminationMessageFile,
})
