import { type Bench, secondsOf } from '../bench.ts'
import { getRequest } from '../connection.ts'
import { inTurn, load } from '../load.ts'
import { podsPath } from '../objects.ts'
import { fillPods } from './pods.ts'

const recorded = [
  { clients: 1, kubeApiserver: 831, bare: 6220, factor: 3 },
  { clients: 64, kubeApiserver: 2386, bare: 22_534, factor: 4 },
]

/** GET of one pod. */
export async function get(bench: Bench): Promise<void> {
  await fillPods(bench)
  const { server, bare } = bench
  const request = getRequest(`${podsPath}/web-7d9c6b5f4-000007`)
  const seconds = secondsOf(bench)
  for (const { clients, factor, ...known } of recorded) {
    const { bytes } = await load(server, () => request, { clients, seconds: seconds / 4 })
    const same = getRequest(`/bytes/${bytes}`)
    await load(bare, () => same, { clients, seconds: seconds / 4 })
    const [ours, limit] = await inTurn(
      (part) => load(server, () => request, { clients, seconds: seconds * part }),
      (part) => load(bare, () => same, { clients, seconds: seconds * part }),
    )
    bench.tell({
      figure: `GET of one pod, ${clients} clients`, unit: '/s', measured: ours.perSecond, bare: limit.perSecond,
      cpu: ours.cpu, bareCpu: limit.cpu, recorded: known, factor,
    })
  }
}
