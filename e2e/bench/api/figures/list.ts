import { type Bench, scaled } from '../bench.ts'
import { getRequest } from '../connection.ts'
import { inTurn, load } from '../load.ts'
import { memoryOf, resetPeak } from '../servers.ts'
import { fillPods, listRequest, podCount } from './pods.ts'

const megabyte = 1e6

/** LIST of all pods by one client: plain, and by how much the process grows meanwhile; then compressed. */
export async function list(bench: Bench): Promise<void> {
  await fillPods(bench)
  const { server, bare, scale } = bench
  const rounds = Math.max(4, Math.round(20 * scale))
  const one = await load(server, () => listRequest(), { clients: 1, requests: 1 })
  resetPeak(server)
  const before = memoryOf(server).now
  const [plain, limit] = await inTurn(
    (part) => load(server, () => listRequest(), { clients: 1, requests: Math.ceil(rounds * part) }),
    (part) => load(bare, () => getRequest(`/bytes/${one.bytes}`), { clients: 1, requests: Math.ceil(rounds * part) }),
  )
  const growth = memoryOf(server).peak - before
  bench.tell({
    figure: `LIST of ${scaled(bench, podCount)} pods, ${(one.bytes / megabyte).toFixed(1)} MB`, unit: 'MB/s',
    measured: plain.bytesPerSecond / megabyte, bare: limit.bytesPerSecond / megabyte, cpu: plain.cpu,
    bareCpu: limit.cpu,
    recorded: { kubeApiserver: 103, bare: 669 }, factor: 5,
  })
  bench.tell({
    figure: 'growth during LIST', unit: 'MB', measured: growth / megabyte, limit: one.bytes / megabyte, atMost: true,
  })

  const small = () => listRequest('Accept-Encoding: gzip\r\n')
  const first = await load(server, small, { clients: 1, requests: 1 })
  const zipped = await load(server, small, { clients: 1, requests: rounds })
  const perFull = scaled(bench, podCount) / podCount
  bench.tell({
    figure: `the same with gzip, ${(zipped.bytes / megabyte).toFixed(1)} MB`, unit: 'lists/s',
    measured: zipped.perSecond * perFull, cpu: zipped.cpu,
    // The machine's speed is that of the plain list: a bare server compresses nothing.
    limit: 15 * (limit.bytesPerSecond / (669 * megabyte)),
  })
  bench.tell({ figure: 'the first with gzip', unit: 'lists/s', measured: first.perSecond * perFull, cpu: first.cpu })
}
