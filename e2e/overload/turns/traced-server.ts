import { join } from 'node:path'
import { type Coracle, startApiServer } from '../../harness/coracle.ts'
import { until } from '../../harness/until.ts'
import { usageOf } from '../server-load.ts'

/** What something cost the server. */
export interface Cost {
  /** Milliseconds of its processors, all threads. */
  processor: number
  /** Milliseconds of processor time that one turn of its event loop took at most. */
  longestTurn: number
}

/** Starts a server that notes its longest turn. */
export async function startTracedServer(): Promise<Coracle> {
  const before = process.env['NODE_OPTIONS']
  process.env['NODE_OPTIONS'] = `${before ?? ''} --import=${join(import.meta.dirname, 'tracer.ts')}`
  try {
    return await startApiServer()
  } finally {
    if (before === undefined) delete process.env['NODE_OPTIONS']
    else process.env['NODE_OPTIONS'] = before
  }
}

/** What the server does for `work`. */
export async function costOf(server: Coracle, work: () => Promise<unknown>): Promise<Cost> {
  await longestTurn(server)
  const before = usageOf(server).processor
  await work()
  const processor = usageOf(server).processor - before
  return { processor, longestTurn: await longestTurn(server) }
}

const told = /longest turn: (\S+) ms/g

async function longestTurn(server: Coracle): Promise<number> {
  const all = () => [...server.output().matchAll(told)]
  const known = all().length
  server.process.kill('SIGUSR2')
  await until(async () => all().length > known)
  return Number(all().at(-1)![1])
}
