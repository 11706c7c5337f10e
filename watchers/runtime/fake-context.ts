import { silentLogger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ControllerContext, ControllerFactory } from './controller.ts'
import { fakeClient } from './fake-client.ts'
import type { FakeClient, FakeResource } from './fake-client.ts'
import { fakeClock } from './fake-clock.ts'
import type { FakeClock } from './fake-clock.ts'
import { createInformers } from './informers.ts'
import { settled } from './settled.ts'

/** What a controller's test holds in its hands: the stored world, the time, and what was said in events. */
export interface FakeWorld {
  client: FakeClient
  clock: FakeClock
  /** `kind/name reason: message`, in order. */
  said: string[]
  /** Starts a controller and waits until it has nothing to do. */
  run(factory: ControllerFactory): Promise<void>
  /** Lets time pass, in steps of a second at most. */
  pass(milliseconds: number): Promise<void>
  stop(): void
}

export interface FakeWorldOptions {
  resources?: FakeResource[]
  start?: string
}

export function fakeWorld({ resources = [], start = '2026-01-01T00:00:00Z' }: FakeWorldOptions = {}): FakeWorld {
  const clock = fakeClock(Date.parse(start))
  const client = fakeClient({ resources, clock })
  const stopping = new AbortController()
  const said: string[] = []
  const note = ({ kind, metadata }: KubeObject, reason: string, message: string) =>
    said.push(`${kind}/${metadata.name} ${reason}: ${message}`)
  const informers = createInformers(client, silentLogger, stopping.signal, clock)
  const context: ControllerContext = {
    client,
    informers,
    log: silentLogger,
    clock,
    signal: stopping.signal,
    recorder: () => (about, _type, reason, message) => void note(about, reason, message),
    actionRecorder: () => (about, { reason, note: text }) => void note(about, reason, text),
  }
  return {
    client,
    clock,
    said,
    run: async (factory) => {
      const controller = factory(context)
      await informers.start()
      void controller.run()
      await settled()
    },
    pass: async (milliseconds) => {
      for (let left = milliseconds; left > 0; left -= 1000) {
        clock.advance(Math.min(1000, left))
        await settled()
      }
    },
    stop: () => stopping.abort(),
  }
}
