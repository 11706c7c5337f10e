import { type Bench, scaled, secondsOf } from '../bench.ts'
import { getRequest, postRequest } from '../connection.ts'
import { inTurn, load, type Load } from '../load.ts'
import { configMap, configMapsPath } from '../objects.ts'
import { memoryOf, startBundle, type CoracleServed } from '../servers.ts'

const [few, lots] = [1000, 100_000]

/**
 * A hundred thousand objects: start-up, also after a crash; get and create beside a server with a thousand, in turn, so
 * that what else the machine does meets both alike.
 */
export async function many(bench: Bench): Promise<void> {
  const total = scaled(bench, lots)
  const server = await startBundle(bench.bundle)
  try {
    await fill(server, total)
    await compare(bench, server, total)
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

async function fill(server: CoracleServed, total: number): Promise<void> {
  const request = (index: number) => postRequest(configMapsPath, configMap(`many-${index}`))
  await load(server, request, { clients: 64, requests: total, status: 201 })
}

async function compare(bench: Bench, large: CoracleServed, total: number): Promise<void> {
  const small = await startBundle(bench.bundle)
  try {
    await fill(small, few)
    const seconds = secondsOf(bench)
    const get = (index: number) => getRequest(`${configMapsPath}/many-${index % few}`)
    const got = (server: CoracleServed, part: number) => load(server, get, { clients: 16, seconds: seconds * part })
    for (const server of [large, small]) await got(server, 1 / 8)
    const [muchGot, littleGot] = await inTurn((part) => got(large, part), (part) => got(small, part))
    tellRatio(bench, `get, ${total} objects against ${few}`, muchGot, littleGot)
    let name = 0
    const create = () => postRequest(configMapsPath, configMap(`more-${name++}`))
    const made = (server: CoracleServed, part: number) =>
      load(server, create, { clients: 64, seconds: seconds * part, status: 201 })
    for (const server of [large, small]) await made(server, 1 / 8)
    const [muchMade, littleMade] = await inTurn((part) => made(large, part), (part) => made(small, part))
    tellRatio(bench, `create, ${total} objects against ${few}`, muchMade, littleMade)
  } finally {
    await small.stop()
  }
}

/** By processor time: that is what the number of objects could change. */
function tellRatio(bench: Bench, figure: string, much: Load, little: Load): void {
  bench.tell({ figure, unit: 'times', measured: much.cpu / little.cpu, cpu: much.cpu, limit: 1.2, atMost: true })
}
