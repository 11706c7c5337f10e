import type { Agent } from 'node:https'
import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Coracle } from '../harness/coracle.ts'
import { type Answer, type RawRequest, send } from '../harness/request.ts'
import type { Served } from './served.ts'
import { watchOne } from './watched.ts'

/** How often the server itself may come in between. */
const attempts = 20

/** Whom to ask, on connections that are kept. */
export interface Server {
  coracle: Coracle
  agent: Agent
}

/** One object from its creation to its end, by every verb its kind has. */
export class Life {
  readonly #server: Server
  readonly #served: Served
  readonly #object: KubeObject
  readonly #path: string

  constructor(server: Server, served: Served, object: KubeObject) {
    this.#server = server
    this.#served = served
    this.#object = object
    this.#path = `${served.path}/${encodeURIComponent(object.metadata.name!)}`
  }

  /** Everything in its order; the watch sees it all. */
  async live(): Promise<void> {
    const watched = await watchOne(this.#server.coracle, this.#served.path, this.#object.metadata.name!)
    await this.#create()
    await this.#readAndWriteBack()
    await this.#showInTables()
    await this.#patch()
    await this.#update()
    if (this.#served.subresources.includes('status')) await this.#writeStatus()
    await this.#remove()
    const [first, ...rest] = await watched.untilDeleted
    expect(first).to.equal('ADDED')
    expect(rest.at(-1)).to.equal('DELETED')
    expect(new Set(rest.slice(0, -1))).to.eql(new Set(['MODIFIED']))
  }

  async #create(): Promise<void> {
    const { json } = await this.#send(201, {
      method: 'POST', path: this.#served.path, body: JSON.stringify(this.#object),
    })
    expect(settled(await this.#get())).to.eql(settled(json))
    const { json: list } = await this.#send(200, {
      path: `${this.#served.path}?fieldSelector=metadata.name%3D${encodeURIComponent(this.#object.metadata.name!)}`,
    })
    expect(list.items).to.have.length(1)
  }

  /** What was read in any form can be written back, and changes nothing. */
  async #readAndWriteBack(): Promise<void> {
    for (const type of ['application/json', 'application/yaml', ...this.#protobuf()]) {
      const before = await this.#get()
      await this.#unlessModified(async () => ({
        method: 'PUT', path: this.#path, headers: { 'content-type': type }, body: await this.#bytes(type),
      }))
      expect(settled(await this.#get()), type).to.eql(settled(before))
    }
  }

  /** Sends what was made of the object as it is now; once more when the server itself wrote to it meanwhile. */
  async #unlessModified(make: () => Promise<RawRequest>): Promise<void> {
    for (let left = attempts; ; left--) {
      const answer = await this.#ask(await make())
      if (answer.status === 409 && left > 0) continue
      expect(answer.status, answer.text.slice(0, 2000)).to.equal(200)
      return
    }
  }

  #protobuf(): string[] {
    return this.#served.apiVersion.startsWith('apiextensions') || this.#served.apiVersion.startsWith('apiregistration')
      ? [] : ['application/vnd.kubernetes.protobuf']
  }

  async #bytes(accept: string): Promise<Buffer> {
    const answer = await this.#send(200, { path: this.#path, headers: { accept } })
    expect(answer.headers['content-type']).to.equal(accept)
    return answer.bytes
  }

  async #showInTables(): Promise<void> {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    for (const path of [this.#path, this.#served.path]) {
      const { json: table } = await this.#send(200, { path, headers: { accept } })
      const { cells } = table.rows.find((row: any) => row.object.metadata.name === this.#object.metadata.name)
      // Upstream gives an IPAddress a cell more than it has columns.
      expect(cells.length).to.be.at.least(table.columnDefinitions.length)
      for (const column of table.columnDefinitions) expect(column.description).to.be.a('string')
    }
  }

  /** In four kinds; each sets a label, and what is applied twice changes nothing. */
  async #patch(): Promise<void> {
    const { apiVersion, kind, metadata: { name } } = this.#object
    const applied = { apiVersion, kind, metadata: { name, labels: { apply: 'yes' } } }
    const bodies: [string, string, unknown][] = [
      ['merge-patch+json', 'merge', { metadata: { labels: { merge: 'yes' } } }],
      ['json-patch+json', 'json', [
        { op: 'test', path: '/metadata/labels/merge', value: 'yes' },
        { op: 'add', path: '/metadata/labels/json', value: 'yes' },
      ]],
      ['strategic-merge-patch+json', 'strategic', { metadata: { labels: { strategic: 'yes' } } }],
      ['apply-patch+yaml', 'apply', applied],
    ]
    for (const [type, label, body] of bodies) {
      for (const times of ['once', 'twice']) {
        if (type === 'json-patch+json' && times === 'twice') continue
        const before = await this.#get()
        await this.#send(200, {
          method: 'PATCH', path: `${this.#path}?fieldManager=${label}`,
          headers: { 'content-type': `application/${type}` }, body: JSON.stringify(body),
        })
        const after = await this.#get()
        expect(after.metadata.labels, type).to.include({ [label]: 'yes' })
        if (times === 'twice') expect(settled(after), type).to.eql(settled(before))
      }
    }
    expect((await this.#get()).metadata.managedFields!.map(({ manager }: any) => manager)).to.include('apply')
  }

  async #update(): Promise<void> {
    const current = await this.#get()
    const changed = annotated(current)
    const stale = { ...changed, metadata: { ...changed.metadata, resourceVersion: '1' } }
    const refused = await this.#send(409, { method: 'PUT', path: this.#path, body: JSON.stringify(stale) })
    expect(refused.json).to.include({ kind: 'Status', reason: 'Conflict' })
    await this.#unlessModified(async () => ({
      method: 'PUT', path: this.#path, body: JSON.stringify(annotated(await this.#get())),
    }))
    expect((await this.#get()).metadata.annotations).to.include({ changed: 'yes' })
  }

  /** The endpoint of the status leaves what is asked for alone. */
  async #writeStatus(): Promise<void> {
    const before = await this.#get()
    const { json } = await this.#send(200, { path: `${this.#path}/status` })
    expect(settled(json)).to.eql(settled(before))
    await this.#unlessModified(async () => ({
      method: 'PUT', path: `${this.#path}/status`, body: JSON.stringify(await this.#get()),
    }))
    expect(settled(await this.#get())).to.eql(settled(before))
  }

  async #remove(): Promise<void> {
    await this.#send(200, { method: 'DELETE', path: `${this.#path}?dryRun=All` })
    await this.#get()
    const path = `${this.#path}?gracePeriodSeconds=0`
    const { status, json } = await this.#ask({ method: 'DELETE', path })
    expect(status, JSON.stringify(json)).to.be.oneOf([200, 202])
    await this.#release()
    await this.#send(404, { path: this.#path })
  }

  /** What holds an object back is let go, as a controller would. */
  async #release(): Promise<void> {
    const { status, json } = await this.#ask({ path: this.#path })
    if (status === 404) return
    if (this.#served.subresources.includes('finalize')) {
      await this.#send(200, {
        method: 'PUT', path: `${this.#path}/finalize`, body: JSON.stringify({ ...json, spec: { finalizers: [] } }),
      })
    }
    const headers = { 'content-type': 'application/merge-patch+json' }
    await this.#ask({ method: 'PATCH', path: this.#path, headers, body: '{"metadata":{"finalizers":null}}' })
  }

  async #get(): Promise<KubeObject> {
    return (await this.#send(200, { path: this.#path })).json
  }

  async #send(expected: number, asked: RawRequest): Promise<Answer> {
    const answer = await this.#ask(asked)
    expect(answer.status, `${asked.method ?? 'GET'} ${asked.path}: ${answer.text.slice(0, 2000)}`).to.equal(expected)
    return answer
  }

  #ask(asked: RawRequest): Promise<Answer> {
    return send(this.#server.coracle, {
      agent: this.#server.agent, ...asked, headers: { 'content-type': 'application/json', ...asked.headers },
    })
  }
}

const annotated = (object: KubeObject): KubeObject =>
  ({ ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, changed: 'yes' } } })

/** What stays of an object when nothing happens to it but what the server itself does. */
function settled({ status: _, metadata, ...rest }: KubeObject): unknown {
  const { resourceVersion: __, managedFields: ___, ...own } = metadata
  return { ...rest, metadata: own }
}
