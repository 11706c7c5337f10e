import { Writable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { Page } from '../../registry/list.ts'
import { configMap } from '../../resources/core/config-map.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { flowSchema } from '../../resources/flowcontrol/flow-schema.ts'
import { objectFactory } from '../../watch/cached-object.ts'
import { negotiateFor } from './present.ts'
import { presentPage } from './present-page.ts'

const make = objectFactory(configMap.fieldSelectors, true)

function pageOf(count: number): Page {
  const items = Array.from({ length: count }, (_, at) => make(`/configmaps/default/c${at}`, Buffer.from(JSON.stringify({
    kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: `c${at}`, namespace: 'default', labels: { at: `${at}` } },
    data: { text: `line of ${at}\n`.repeat(40), number: `${at}` },
  })), at + 1))
  return { items, revision: 9, continueToken: '', remaining: undefined }
}

class Response extends Writable {
  readonly headers = new Map<string, unknown>()
  readonly chunks: Buffer[] = []
  headersSent = false
  statusCode = 0

  setHeader(name: string, value: unknown): void {
    this.headers.set(name, value)
  }

  hasHeader(name: string): boolean {
    return this.headers.has(name)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.headersSent = true
    this.chunks.push(Buffer.from(chunk))
    done()
  }
}

interface Asked {
  query?: string
  zip?: boolean
  definition?: ResourceDefinition
}

/** What a client that wants `accept` is answered, and whether it came compressed. */
async function answer(page: Page, accept: string, asked: Asked = {}): Promise<Buffer> {
  const { query = '', zip = false, definition = configMap } = asked
  const response = new Response()
  const headers = { accept, ...(zip ? { 'accept-encoding': 'gzip' } : {}) }
  const info = { isResource: true, verb: 'list', subresource: '' }
  const exchange = {
    response, request: { headers }, query: new URLSearchParams(query), info, warnings: [], bytesSent: 0,
  } as never
  const ended = new Promise((resolve) => response.once('finish', resolve))
  const representation = negotiateFor(exchange, definition)
  await presentPage({ exchange, definition, representation, now: new Date('2030-01-01T00:00:00Z') }, page)
  await ended
  const bytes = Buffer.concat(response.chunks)
  expect(response.headers.get('Content-Encoding')).to.equal(zip ? 'gzip' : undefined)
  return zip ? gunzipSync(bytes) : bytes
}

const forms = {
  'JSON': ['application/json', ''],
  'JSON for people': ['application/json', 'pretty=1'],
  'YAML': ['application/yaml', ''],
  'a Table': ['application/json;as=Table;v=v1;g=meta.k8s.io', ''],
  'a Table for people': ['application/json;as=Table;v=v1;g=meta.k8s.io', 'pretty=1'],
  'a Table in YAML': ['application/yaml;as=Table;v=v1;g=meta.k8s.io', 'includeObject=Object'],
  'metadata': ['application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', ''],
} as const

describe('a page of a list', () => {
  const [short, long] = [pageOf(64), pageOf(1000)]

  for (const [name, [accept, query]] of Object.entries(forms)) {
    it(`is written alike whether it is made at once or item by item, as ${name}`, async () => {
      const first = String(await answer(short, accept, { query }))
      const all = String(await answer(long, accept, { query }))
      const shared = first.indexOf('c63')
      expect(all.slice(0, shared)).to.equal(first.slice(0, shared))
      expect(all.endsWith('\n')).to.equal(query !== 'pretty=1')
      expect(all.match(/"?name"?: ?"?c\d+\b/g)).to.have.length(1000)
    })

    it(`is the same compressed as ${name}`, async () => {
      const plain = await answer(long, accept, { query })
      expect((await answer(long, accept, { query, zip: true })).equals(plain)).to.equal(true)
    })
  }

  it('has the rows of a Table in the order of their kind, and the items in that of their names', async () => {
    const schema = objectFactory(flowSchema.fieldSelectors, true)
    const items = [['a', 9000], ['b', 1], ['c', 500]].map(([name, matchingPrecedence], at) =>
      schema(`/flowschemas/${name}`, Buffer.from(JSON.stringify({
        kind: 'FlowSchema', apiVersion: 'flowcontrol.apiserver.k8s.io/v1', metadata: { name },
        spec: { matchingPrecedence },
      })), at + 1))
    const page = { items, revision: 9, continueToken: '', remaining: undefined }
    const [table, list] = await Promise.all(['application/json;as=Table;v=v1;g=meta.k8s.io', 'application/json']
      .map(async (accept) => JSON.parse(String(await answer(page, accept, { definition: flowSchema })))))
    expect(table.rows.map(({ cells }: { cells: unknown[] }) => cells[0])).to.eql(['b', 'c', 'a'])
    expect(list.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).to.eql(['a', 'b', 'c'])
  })

  it('is whole in protobuf, however long', async () => {
    for (const accept of [
      'application/vnd.kubernetes.protobuf',
      'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    ]) {
      const text = (await answer(long, accept)).toString('latin1')
      expect(text.slice(0, 4)).to.equal('k8s\0')
      for (const at of [0, 64, 65, 999]) expect(text).to.include(`c${at}`)
    }
  })
})
