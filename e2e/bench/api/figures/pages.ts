import { type Bench, secondsOf } from '../bench.ts'
import { Connection, getRequest, postRequest } from '../connection.ts'
import { inTurn, load } from '../load.ts'
import { configMap } from '../objects.ts'

const collection = '/api/v1/namespaces/kube-node-lease/configmaps'
const count = 1000
const pageSize = 50

/** A thousand ConfigMaps in pages: what a page costs, beside the same bytes from the bare server. */
export async function pages(bench: Bench): Promise<void> {
  const { server, bare } = bench
  await load(server, (index) => postRequest(collection, configMap(`page-${index}`)), {
    clients: 16, requests: count, status: 201,
  })
  const paths = await pathsOf(bench)
  const seconds = secondsOf(bench) / 2
  const next = (index: number) => getRequest(paths[index % paths.length]!)
  const { bytes } = await load(server, next, { clients: 1, requests: paths.length })
  const same = getRequest(`/bytes/${Math.round(bytes)}`)
  const [ours, limit] = await inTurn(
    (part) => load(server, next, { clients: 1, seconds: seconds * part }),
    (part) => load(bare, () => same, { clients: 1, seconds: seconds * part }),
  )
  bench.tell({
    figure: `pages of ${pageSize}, ${(ours.bytes / 1000).toFixed(0)} kB`, unit: '/s', measured: ours.perSecond,
    bare: limit.perSecond,
    cpu: ours.cpu, bareCpu: limit.cpu,
  })
}

/** One walk through all pages; their continue tokens stay good for a while. */
async function pathsOf({ server }: Bench): Promise<string[]> {
  const connection = await Connection.open(server)
  const paths = [`${collection}?limit=${pageSize}`]
  for (;;) {
    const { body } = await connection.request(getRequest(paths.at(-1)!), { keep: true })
    const token = (JSON.parse(body.toString()) as { metadata: { continue?: string } }).metadata.continue
    if (token === undefined) break
    paths.push(`${collection}?limit=${pageSize}&continue=${encodeURIComponent(token)}`)
  }
  connection.close()
  return paths
}
