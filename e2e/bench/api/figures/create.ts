import { type Bench, secondsOf } from '../bench.ts'
import { postRequest } from '../connection.ts'
import { load } from '../load.ts'
import { configMap, configMapsPath } from '../objects.ts'

/** The bare server was recorded with 64 clients only; it stands for the machine's speed with others. */
const recorded = [
  { clients: 1, kubeApiserver: 626, factor: 1 },
  { clients: 64, kubeApiserver: 1741, factor: 2 },
  { clients: 512, kubeApiserver: 1836, factor: 2 },
]
const recordedBare = 16_810

/** Durable creates of ConfigMaps of 1 kB. */
export async function create(bench: Bench): Promise<void> {
  const { server, bare } = bench
  const seconds = secondsOf(bench)
  const request = (run: string) => (index: number) => postRequest(configMapsPath, configMap(`${run}-${index}`))
  const limits = new Map<number, Awaited<ReturnType<typeof load>>>()
  for (const { clients } of recorded) limits.set(clients, await load(bare, request('bare'), { clients, seconds: seconds / 2, status: 201 }))
  const speed = (limits.get(64)?.perSecond ?? recordedBare) / recordedBare
  for (const { clients, kubeApiserver, factor } of recorded) {
    await load(server, request(`warm-${clients}`), { clients, seconds: seconds / 4, status: 201 })
    const ours = await load(server, request(`create-${clients}`), { clients, seconds, status: 201 })
    const limit = limits.get(clients)!
    bench.tell({
      figure: `create of a ConfigMap, ${clients} clients`, unit: '/s', measured: ours.perSecond, bare: limit.perSecond,
      cpu: ours.cpu, bareCpu: limit.cpu, recorded: { kubeApiserver, bare: limit.perSecond / speed }, factor,
    })
  }
}
