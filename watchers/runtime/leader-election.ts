import type { Logger } from '../../apimachinery/log.ts'
import { formatMicroTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient, ResourceRef } from './api-client.ts'
import { pause, systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { isAlreadyExists, isConflict, isNotFound } from './controller.ts'

/** Decides whether this process is the one that acts. */
export interface LeaderElection {
  /** Resolves when this process leads; the signal it gives aborts when the lead is lost or `signal` aborts. */
  lead(signal: AbortSignal): Promise<AbortSignal>
}

/** For watchers in the only server's own process: nobody else can lead, and nothing is written. */
export const alwaysLeader: LeaderElection = { lead: async (signal) => signal }

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
}

/** What to do with the Lease as it is. Pure; upstream: client-go's tryAcquireOrRenew. */
export type LeaseStep = { do: 'create' } | { do: 'take' } | { do: 'renew' } | { do: 'wait' }

/** `observedAt` is when, by our own clock, the Lease last changed: other hosts' clocks are not trusted. */
export function planLease(lease: KubeObject | undefined, identity: string, observedAt: number, now: number): LeaseStep {
  if (lease === undefined) return { do: 'create' }
  const { holderIdentity, leaseDurationSeconds = 0 } = lease['spec'] ?? {}
  if (holderIdentity === identity) return { do: 'renew' }
  if (!holderIdentity || now > observedAt + leaseDurationSeconds * 1000) return { do: 'take' }
  return { do: 'wait' }
}

/** Leads while holding a Lease of coordination.k8s.io in kube-system. */
export function leaseElection(options: LeaseElectionOptions): LeaderElection {
  const { client, log, name, identity, clock = systemClock } = options
  const { leaseDuration = 15_000, renewDeadline = 10_000, retryPeriod = 2_000 } = options
  const ref: ResourceRef = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-system' }
  let observed = { version: '', at: 0 }

  const attempt = async (): Promise<boolean> => {
    const lease = await client.get(ref, name).catch((error: unknown) => {
      if (isNotFound(error)) return undefined
      throw error
    })
    const version = lease?.metadata.resourceVersion ?? ''
    if (version !== observed.version) observed = { version, at: clock.now() }
    const step = planLease(lease, identity, observed.at, clock.now())
    if (step.do === 'wait') return false
    const next = leaseObject(lease, step, { name, identity, leaseDuration, now: new Date(clock.now()) })
    try {
      await (lease === undefined ? client.create(ref, next) : client.update(ref, next))
      return true
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return false
      throw error
    }
  }

  const tryQuietly = async (): Promise<boolean> => {
    try {
      return await attempt()
    } catch (error) {
      log.debug('cannot reach the leader Lease', { name, error })
      return false
    }
  }

  const renew = async (lost: AbortController, signal: AbortSignal): Promise<void> => {
    let renewed = clock.now()
    while (!signal.aborted) {
      await pause(retryPeriod, signal, clock)
      if (signal.aborted) return
      if (await tryQuietly()) renewed = clock.now()
      else if (clock.now() - renewed > renewDeadline) break
    }
    log.warn('lost the lead', { name, identity })
    lost.abort()
  }

  return {
    lead: async (signal) => {
      while (!signal.aborted && !await tryQuietly()) await pause(retryPeriod, signal, clock)
      const lost = new AbortController()
      if (!signal.aborted) void renew(lost, signal)
      return AbortSignal.any([signal, lost.signal])
    },
  }
}

interface LeaseFacts { name: string; identity: string; leaseDuration: number; now: Date }

function leaseObject(lease: KubeObject | undefined, step: LeaseStep, { name, identity, leaseDuration, now }: LeaseFacts): KubeObject {
  const time = formatMicroTime(now)
  const spec = lease?.['spec'] ?? {}
  return {
    ...(lease ?? { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-system' } }),
    spec: {
      ...spec,
      holderIdentity: identity,
      leaseDurationSeconds: leaseDuration / 1000,
      renewTime: time,
      ...(step.do === 'renew' ? {} : { acquireTime: time, leaseTransitions: lease === undefined ? 0 : (spec.leaseTransitions ?? 0) + 1 }),
    },
  }
}
