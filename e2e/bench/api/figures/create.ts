import { type Bench, secondsOf } from '../bench.ts'
import { postRequest } from '../connection.ts'
import { inTurn, load, type Load } from '../load.ts'
import { configMap, configMapsPath } from '../objects.ts'

/** The bare server was recorded with 64 clients only; it stands for the machine's speed with others, too. */
const recorded = [
  { clients: 64, kubeApiserver: 1741, factor: 2 },
  { clients: 1, kubeApiserver: 626, factor: 1 },
  { clients: 512, kubeApiserver: 1836, factor: 2 },
]
const recordedBare = 16_810

/** Durable creates of ConfigMaps of 1 kB. */
export async function create(bench: Bench): Promise<void> {
  let speed = 1
  for (const { clients, kubeApiserver, factor } of recorded) {
    const [ours, limit] = await creates(bench, clients)
    if (clients === 64) speed = limit.perSecond / recordedBare
    bench.tell({
      figure: `create of a ConfigMap, ${clients} clients`, unit: '/s', measured: ours.perSecond, bare: limit.perSecond,
      cpu: ours.cpu, bareCpu: limit.cpu, recorded: { kubeApiserver, bare: limit.perSecond / speed }, factor,
    })
  }
}

async function creates(bench: Bench, clients: number): Promise<[ours: Load, bare: Load]> {
  const { server, bare } = bench
  const seconds = secondsOf(bench)
  let run = 0
  const next = () => {
    const name = `create-${clients}-${run++}`
    return (index: number) => postRequest(configMapsPath, configMap(`${name}-${index}`))
  }
  await load(server, next(), { clients, seconds: seconds / 4, status: 201 })
  await load(bare, next(), { clients, seconds: seconds / 4, status: 201 })
  return inTurn(
    (part) => load(server, next(), { clients, seconds: seconds * part, status: 201 }),
    (part) => load(bare, next(), { clients, seconds: seconds * part, status: 201 }),
  )
}
