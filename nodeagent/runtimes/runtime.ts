import type { Duplex } from 'node:stream'

/** Which pod something on this host belongs to. */
export interface PodIdentity {
  uid: string
  namespace: string
  name: string
}

/** A container as the runtime sees it; times are RFC 3339. */
export interface RuntimeContainer {
  id: string
  /** Its name in the pod's spec. */
  name: string
  /** Which incarnation it is: 0 for the first, as `restartCount` counts. */
  attempt: number
  state: 'created' | 'running' | 'exited'
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  exitCode: number
  oomKilled: boolean
  /** The reference it was created from, and the id that resolved to. */
  image: string
  imageId: string
  /** What the container left at its termination message path; the host's file, empty when there is none. */
  terminationMessageFile: string
}

/** What holds a pod's network, host name and IPC together. */
export interface RuntimeSandbox {
  id: string
  ready: boolean
  ips: string[]
  createdAt: string
}

/** All that a runtime has of one pod. Containers are ordered by attempt within a name. */
export interface RuntimePod extends PodIdentity {
  sandbox: RuntimeSandbox | null
  containers: RuntimeContainer[]
}

/** One mount of a container: a path of the host at a path of the container. */
export interface RuntimeMount {
  hostPath: string
  containerPath: string
  readOnly: boolean
  propagation: 'None' | 'HostToContainer' | 'Bidirectional'
}

/** A port of the host that leads to a port of the pod. */
export interface PortMapping {
  hostIp: string
  hostPort: number
  containerPort: number
  protocol: 'tcp' | 'udp' | 'sctp'
}

/** What a sandbox is made from. */
export interface SandboxConfig extends PodIdentity {
  hostname: string
  hostNetwork: boolean
  hostPid: boolean
  hostIpc: boolean
  ports: PortMapping[]
  sysctls: Record<string, string>
}

/** What a container is made from: everything resolved, nothing left to look up. */
export interface ContainerConfig {
  pod: PodIdentity
  name: string
  attempt: number
  image: string
  command: string[]
  args: string[]
  env: [name: string, value: string][]
  workingDir: string
  mounts: RuntimeMount[]
  stdin: boolean
  stdinOnce: boolean
  tty: boolean
  hostPid: boolean
  hostIpc: boolean
  shareProcesses: boolean
  resources: ContainerResources
  security: ContainerSecurity
  terminationMessageFile: string
  stopSignal: string
}

/** Limits in the kernel's units; 0 means none. */
export interface ContainerResources {
  memoryBytes: number
  cpuShares: number
  /** Microseconds of processor time in each period of 100 ms. */
  cpuQuota: number
}

/** The part of a securityContext that a runtime enforces. */
export interface ContainerSecurity {
  privileged: boolean
  readOnlyRoot: boolean
  noNewPrivileges: boolean
  user: string
  supplementalGroups: number[]
  addCapabilities: string[]
  dropCapabilities: string[]
  /** `default` is the runtime's own filter of system calls; else none, or one in a file of the host. */
  seccomp: 'default' | 'unconfined' | { file: string }
}

/** An image on this host. */
export interface RuntimeImage {
  id: string
  /** `name@sha256:…` where a registry gave it one. */
  repoDigests: string[]
  size: number
  /** The image's own user, `''` for root. */
  user: string
}

/** How an image is pulled. */
export interface PullOptions {
  credential?: { username: string; password: string }
  signal: AbortSignal
}

/** Which lines of a container's log are wanted. */
export interface LogOptions {
  follow: boolean
  tailLines?: number
  since?: Date
  timestamps: boolean
  signal: AbortSignal
}

/** One piece of output. */
export interface LogChunk {
  stream: 'stdout' | 'stderr'
  data: Buffer
}

/** What is to run in a container, or to be attached to. */
export interface ExecOptions {
  command: string[]
  stdin: boolean
  stdout: boolean
  stderr: boolean
  tty: boolean
  /** What size the terminal has from the start. */
  size?: { columns: number; rows: number }
}

/** How a container's own process is attached to. */
export interface AttachOptions extends ExecOptions {
  /** The process's stdin stays open when this client leaves, for the next who attaches. */
  sharedStdin: boolean
}

/**
 * A running exec or attach. With a tty all output is stdout. `io` carries stdin in its writable half;
 * output comes through `output`. Ending `io` closes the process's stdin; destroying it ends what exec started. `output`
 * throws when the command could not be run at all.
 */
export interface ExecSession {
  io: Duplex
  output: AsyncIterable<LogChunk>
  resize(columns: number, rows: number): Promise<void>
  /** Settles after `output` has ended. */
  exitCode(): Promise<number>
}

/** Something may have changed in a pod; the listener reads it back. */
export type RuntimeListener = (podUid: string) => void

/** Why a runtime could not do what was asked, in the words kubelet uses for waiting containers. */
export class RuntimeError extends Error {
  readonly reason:
    | 'ErrImagePull'
    | 'CreateContainerError'
    | 'RunContainerError'
    | 'CreatePodSandboxError'
    | 'RuntimeError'

  constructor(reason: RuntimeError['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RuntimeError'
    this.reason = reason
  }
}

/** Why this host cannot run pods at all: one sentence for whoever can mend it. */
export class RuntimeUnavailableError extends Error {
  override name = 'RuntimeUnavailableError'
}

/**
 * What runs pods on a host; upstream: the CRI. State is read back from the runtime, never remembered
 * beside it, so an agent that starts again finds everything. Every removal of what is already gone succeeds.
 */
export interface Runtime {
  /** As it stands in a Node's containerRuntimeVersion: `podman://4.3.1`. */
  readonly version: string
  /** The scheme of container ids in statuses. */
  readonly scheme: string
  pods(): Promise<RuntimePod[]>
  pod(uid: string): Promise<RuntimePod | null>
  createSandbox(config: SandboxConfig): Promise<void>
  /** Stops a pod's sandbox, which frees its address; the containers, ended by then, stay for their logs. */
  stopSandbox(uid: string): Promise<void>
  /** Removes the sandbox and every container of the pod. */
  removePod(uid: string): Promise<void>
  createContainer(config: ContainerConfig): Promise<string>
  startContainer(id: string): Promise<void>
  /** Asks with the container's stop signal, and kills it after the grace period. Resolves when it has ended. */
  stopContainer(id: string, graceSeconds: number): Promise<void>
  removeContainer(id: string): Promise<void>
  image(reference: string): Promise<RuntimeImage | null>
  pullImage(reference: string, options: PullOptions): Promise<RuntimeImage>
  logs(containerId: string, options: LogOptions): AsyncIterable<LogChunk>
  exec(containerId: string, options: ExecOptions): Promise<ExecSession>
  attach(containerId: string, options: AttachOptions): Promise<ExecSession>
  /** A connection to a port of the pod's own localhost. Rejects with the reason, in words for a user. */
  dial(podUid: string, port: number): Promise<Duplex>
  /** Calls the listener until the signal aborts; missed changes are found by listing. */
  listen(listener: RuntimeListener, signal: AbortSignal): void
  close(): Promise<void>
}
