import { type Bench, scaled, secondsOf } from '../bench.ts'
import { getRequest, postRequest } from '../connection.ts'
import { load, type Load } from '../load.ts'
import { configMap, configMapsPath } from '../objects.ts'
import { memoryOf, startBundle, type CoracleServed } from '../servers.ts'

const [few, lots] = [1000, 100_000]

/** A hundred thousand objects: start-up, also after a crash; get and create beside the same server with a thousand. */
export async function many(bench: Bench): Promise<void> {
  const server = await startBundle(bench.bundle)
  try {
    await fill(server, 0, few)
    const little = await getAndCreate(bench, server, 'few')
    const total = scaled(bench, lots)
    await fill(server, few, total)
    const much = await getAndCreate(bench, server, 'lots')
    tellRatio(bench, `get, ${total} objects against ${few}`, much.got, little.got)
    tellRatio(bench, `create, ${total} objects against ${few}`, much.created, little.created)
    for (const [signal, how] of [['SIGTERM', 'a stop'], ['SIGKILL', 'a crash']] as const) {
      await server.restart(signal)
      bench.tell({
        figure: `start-up with ${total} objects after ${how}`, unit: 's', measured: server.readyMs / 1000, limit: 5,
        atMost: true,
      })
    }
    bench.tell({
      figure: `resident memory, ${total} objects, started`, unit: 'MB', measured: memoryOf(server).now / 1e6,
    })
  } finally {
    await server.stop()
  }
}

async function fill(server: CoracleServed, from: number, to: number): Promise<void> {
  const request = (index: number) => postRequest(configMapsPath, configMap(`many-${from + index}`))
  await load(server, request, { clients: 64, requests: Math.max(0, to - from), status: 201 })
}

async function getAndCreate(bench: Bench, server: CoracleServed, run: string): Promise<{ got: Load; created: Load }> {
  const seconds = secondsOf(bench) / 2
  const get = (index: number) => getRequest(`${configMapsPath}/many-${index % few}`)
  const create = (index: number) => postRequest(configMapsPath, configMap(`${run}-${index}`))
  await load(server, get, { clients: 16, seconds: seconds / 4 })
  return {
    got: await load(server, get, { clients: 16, seconds }),
    created: await load(server, create, { clients: 64, seconds, status: 201 }),
  }
}

/** By processor time: that is what the number of objects could change. */
function tellRatio(bench: Bench, figure: string, much: Load, little: Load): void {
  bench.tell({ figure, unit: 'times', measured: much.cpu / little.cpu, cpu: much.cpu, limit: 1.2, atMost: true })
}
