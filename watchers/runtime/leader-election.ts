import { isDeepStrictEqual } from 'node:util'
import type { Logger } from '../../apimachinery/log.ts'
import { formatMicroTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient, ResourceRef } from './api-client.ts'
import { pause, systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { isAlreadyExists, isConflict, isNotFound } from './controller.ts'
import type { EventRecorder } from './events.ts'

/** Decides whether this process is the one that acts. */
export interface LeaderElection {
  /** Resolves when this process leads; the signal it gives aborts when the lead is lost or `signal` aborts. */
  lead(signal: AbortSignal): Promise<AbortSignal>
  /**
   * Gives the lead up, so that another need not wait for it to expire; called when nothing acts any more.
   * Never rejects.
   */
  resign(): Promise<void>
}

/** For watchers in the only server's own process: nobody else can lead, and nothing is written. */
export const alwaysLeader: LeaderElection = { lead: async (signal) => signal, resign: async () => {} }

export interface LeaseElectionOptions {
  client: ApiClient
  log: Logger
  /** The Lease's name in kube-system. */
  name: string
  /** Unique to this process. */
  identity: string
  clock?: Clock
  /** Upstream's defaults, in milliseconds. */
  leaseDuration?: number
  renewDeadline?: number
  retryPeriod?: number
  /** Where it is said who leads. */
  record?: EventRecorder
}

/** What to do with the Lease as it is. Pure; upstream: client-go's tryAcquireOrRenew. */
export type LeaseStep = 'create' | 'take' | 'renew' | 'wait'

/** `observedAt` is when, by our own clock, the Lease last changed: other hosts' clocks are not trusted. */
export function planLease(lease: KubeObject | undefined, identity: string, observedAt: number, now: number): LeaseStep {
  if (lease === undefined) return 'create'
  const { holderIdentity, leaseDurationSeconds = 0 } = lease['spec'] ?? {}
  if (holderIdentity === identity) return 'renew'
  return !holderIdentity || now >= observedAt + leaseDurationSeconds * 1000 ? 'take' : 'wait'
}

/** How an attempt to get or keep the Lease ended. */
type Attempt = 'held' | 'taken by another' | 'failed'

/** Leads while holding a Lease of coordination.k8s.io in kube-system. */
export function leaseElection(options: LeaseElectionOptions): LeaderElection {
  const { client, log, name, identity, clock = systemClock, record = () => {} } = options
  const { leaseDuration = 15_000, renewDeadline = 10_000, retryPeriod = 2_000 } = options
  let observed: { lease: KubeObject | undefined; at: number } = { lease: undefined, at: 0 }

  const see = (lease: KubeObject | undefined) => {
    if (!isDeepStrictEqual(lease?.['spec'], observed.lease?.['spec'])) observed = { lease, at: clock.now() }
    else observed.lease = lease
  }
  const write = async (lease: KubeObject | undefined, spec: object): Promise<void> => {
    const base = lease
      ?? { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: ref.namespace! } }
    see(await (lease === undefined ? client.create(ref, { ...base, spec }) : client.update(ref, { ...base, spec })))
  }
  const hold = async (lease: KubeObject | undefined): Promise<Attempt> => {
    const step = planLease(lease, identity, observed.at, clock.now())
    if (step === 'wait') return 'taken by another'
    try {
      await write(lease, leaseSpec(lease, step, { identity, leaseDuration, now: new Date(clock.now()) }))
      return 'held'
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return 'failed'
      throw error
    }
  }

  const attempt = async (): Promise<Attempt> => {
    try {
      // Whoever holds it need not ask first whether that is still so.
      const isOurs = observed.lease?.['spec']?.holderIdentity === identity
      if (isOurs && await hold(observed.lease) === 'held') return 'held'
      see(await found(client.get(ref, name)))
      return await hold(observed.lease)
    } catch (error) {
      log.debug('cannot reach the leader Lease', { name, error })
      return 'failed'
    }
  }

  /** Resolves when the lead is lost, or `signal` aborts. */
  const keep = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      await pause(retryPeriod, signal, clock)
      if (signal.aborted) return
      const late = new AbortController()
      const stop = () => late.abort()
      signal.addEventListener('abort', stop)
      // An attempt that hangs must not hold the lead longer than one that fails.
      const renewed = await Promise.race([
        renew(late.signal), pause(renewDeadline, late.signal, clock).then(() => false),
      ])
      signal.removeEventListener('abort', stop)
      late.abort()
      if (!renewed || signal.aborted) return
    }
  }
  const renew = async (signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted) {
      const outcome = await attempt()
      if (outcome !== 'failed') return outcome === 'held'
      await pause(retryPeriod, signal, clock)
    }
    return false
  }

  return {
    lead: async (signal) => {
      while (!signal.aborted && await attempt() !== 'held') {
        await pause(retryPeriod * (1 + Math.random() * jitter), signal, clock)
      }
      if (signal.aborted) return signal
      record(observed.lease!, 'Normal', 'LeaderElection', `${identity} became leader`)
      const lost = new AbortController()
      void keep(signal).then(() => {
        if (!signal.aborted) log.warn('lost the lead', { name, identity })
        lost.abort()
      })
      return lost.signal
    },
    resign: async () => {
      const { lease } = observed
      if (lease?.['spec']?.holderIdentity !== identity) return
      const time = formatMicroTime(new Date(clock.now()))
      const { leaseTransitions } = lease['spec']
      const spec = { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: time, renewTime: time, leaseTransitions }
      await write(lease, spec).catch((error: unknown) => log.debug('cannot give up the lead', { name, error }))
    },
  }
}

const ref = {
  group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-system',
} as const satisfies ResourceRef
/** Upstream: JitterFactor. */
const jitter = 1.2

async function found(getting: Promise<KubeObject>): Promise<KubeObject | undefined> {
  return await getting.catch((error: unknown) => {
    if (isNotFound(error)) return undefined
    throw error
  })
}

interface LeaseFacts { identity: string; leaseDuration: number; now: Date }

function leaseSpec(
  lease: KubeObject | undefined, step: LeaseStep, { identity, leaseDuration, now }: LeaseFacts,
): object {
  const time = formatMicroTime(now)
  const { leaseTransitions = 0, ...spec } = lease?.['spec'] ?? {}
  const begin = { acquireTime: time, leaseTransitions: step === 'create' ? 0 : leaseTransitions + 1 }
  return {
    ...spec,
    leaseTransitions,
    holderIdentity: identity,
    leaseDurationSeconds: leaseDuration / 1000,
    renewTime: time,
    ...(step === 'renew' ? {} : begin),
  }
}
