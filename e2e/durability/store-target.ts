import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Order, Report } from './store-protocol.ts'
import type { Event, Target } from './target.ts'

type Reply = Extract<Report, { id: number }>
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** The store alone, in a child process. It is started when this resolves. */
export async function storeTarget(path: string): Promise<Target> {
  const child = new StoreProcess(path)
  await child.start()
  const perform: ReturnType<Target['connect']>['perform'] = async (key, action) => {
    if (!child.running) return 'unsent'
    const reply = await child.ask({ do: 'perform', key, action })
    return reply && 'answer' in reply ? reply.answer : undefined
  }
  return {
    start: () => child.start(),
    kill: () => child.kill(),
    connect: () => ({ perform, close: () => {} }),
    list: async () => {
      const reply = await child.ask({ do: 'list' })
      if (reply === undefined || !('listed' in reply)) throw new Error('the store did not list')
      return { revision: reply.listed.revision, objects: new Map(reply.listed.objects) }
    },
    watch: (after, tell, signal) => child.watch(after, tell, signal),
    close: () => child.kill(),
  }
}

class StoreProcess {
  readonly #path: string
  readonly #waiting = new Map<number, (reply: Reply | undefined) => void>()
  readonly #watchers = new Set<(event: Event) => void>()
  #child: ChildProcess | undefined
  #gone: Promise<unknown> = Promise.resolve()
  #orders = 0

  constructor(path: string) {
    this.#path = path
  }

  get running(): boolean {
    return this.#child?.connected ?? false
  }

  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'store-child.ts'), [this.#path], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      child.on('message', (report: Report) => ('ready' in report ? resolve() : this.#hear(report)))
      // What was sent before the end is heard before this.
      this.#gone = once(child, 'close').then(() => {
        reject(new Error('the store ended before it was ready'))
        for (const answer of this.#waiting.values()) answer(undefined)
        this.#waiting.clear()
      })
    })
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#gone
  }

  ask(order: WithoutId<Order>): Promise<Reply | undefined> {
    return new Promise((resolve) => {
      const id = ++this.#orders
      this.#waiting.set(id, resolve)
      this.#child?.send({ ...order, id }, (error) => error && this.#answer(id, undefined))
    })
  }

  async watch(after: number, tell: (event: Event) => void, signal: AbortSignal): Promise<void> {
    const early: Event[] = []
    let told = after
    let listen = (event: Event): unknown => early.push(event)
    const listener = (event: Event) => listen(event)
    const next = (event: Event) => {
      if (event.version.revision <= told || signal.aborted) return
      told = event.version.revision
      tell(event)
    }
    this.#watchers.add(listener)
    const reply = await this.ask({ do: 'history', after })
    if (reply && 'events' in reply) [...reply.events, ...early].forEach(next)
    listen = next
    if (!signal.aborted) await Promise.race([this.#gone, once(signal, 'abort')])
    this.#watchers.delete(listener)
  }

  #hear(report: Exclude<Report, { ready: true }>): void {
    if ('event' in report) for (const watcher of this.#watchers) watcher(report.event)
    else this.#answer(report.id, report)
  }

  #answer(id: number, reply: Reply | undefined): void {
    this.#waiting.get(id)?.(reply)
    this.#waiting.delete(id)
  }
}
