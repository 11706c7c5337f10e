import { expect } from 'chai'
import { Agent, request } from 'node:https'
import { createRandom } from '../../apimachinery/fuzz/random.ts'
import { type Coracle, startApiServer } from '../harness/coracle.ts'
import { administratorOf, send } from '../harness/request.ts'
import { fixtures, type FuzzRequest, requestOf } from './requests.ts'

const patienceMs = 120_000
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 800)
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
/** No answer of any of these requests takes so long, or is so large. */
const answerMs = 20_000
const answerBytes = 20 * 2 ** 20
const unexpected = 'unexpected failure'

interface Answer { status: number; type: string; text: string }

describe('a server that is sent nonsense', function () {
  this.timeout(process.env['FUZZ_ROUNDS'] ? 0 : patienceMs)
  let coracle: Coracle
  let agent: Agent
  before(async () => {
    coracle = await startApiServer()
    agent = new Agent({ ...administratorOf(coracle), keepAlive: true, maxSockets: 4 })
    for (const [path, object] of fixtures) {
      const made = await send(coracle, {
        method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(object),
      })
      expect(made.status, made.text).to.equal(201)
    }
  })
  after(async () => {
    agent?.destroy()
    await coracle?.close()
  })

  it('answers all of it, blames itself for none of it, stores nothing of what it refuses, and lives on', async () => {
    const { pid } = coracle.process
    const answered = { refused: 0, done: 0 }
    for (let round = 0; round < rounds; round++) {
      const wanted = requestOf(createRandom(seed * 1_000_003 + round))
      const shown = `seed ${seed}, round ${round}: ${wanted.method} ${wanted.path} ${JSON.stringify(wanted.headers)} `
        + `${wanted.body.toString('base64')}`
      const before = await revisionOf(coracle, agent)
      const answer = await sendRaw(coracle, agent, wanted)
      expect(coracle.output().split('\n').filter((line) => line.includes(unexpected)), shown).to.deep.equal([])
      answered[answer.status >= 400 ? 'refused' : 'done']++
      if (answer.status < 400) continue
      if (wanted.method !== 'HEAD') expectStatus(answer, shown)
      expect(await revisionOf(coracle, agent), shown).to.equal(before)
    }
    expect(answered.refused).to.be.greaterThan(rounds / 4)
    expect(answered.done).to.be.greaterThan(rounds / 100)
    expect(coracle.process).to.include({ pid, exitCode: null, signalCode: null })
    expect(Object.keys((await send(coracle, { path: '/readyz' })).json ?? {})).to.deep.equal([])
  })
})

/** The revision of the whole store: it rises with whatever is stored. */
async function revisionOf(coracle: Coracle, agent: Agent): Promise<string> {
  const { text } = await sendRaw(coracle, agent, {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?limit=1', headers: { accept: 'application/json' },
    body: Buffer.alloc(0),
  })
  return JSON.parse(text).metadata.resourceVersion
}

/**
 * Refusals are a Status that says the same as the head; upstream's router and mux have plain text for some,
 * and its OpenAPI nothing.
 */
function expectStatus({ status, type, text }: Answer, shown: string): void {
  if (type.startsWith('application/json')) expect(JSON.parse(text), shown)
    .to.include({ kind: 'Status', status: 'Failure', code: status })
  else if (type.startsWith('application/yaml')) expect(text, shown)
    .to.contain('kind: Status')
    .and.to.contain(`code: ${status}`)
  else if (type.startsWith('application/vnd.kubernetes.protobuf')) expect(text.slice(0, 3), shown).to.equal('k8s')
  else if (text !== '') expect(type, `${shown} ${text}`).to.match(/^text\/plain/)
}

function sendRaw({ port }: Coracle, agent: Agent, { method, path, headers, body }: FuzzRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body.length > 0 ? { 'content-length': body.length } : {}
    const asked = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, ...length }, agent, timeout: answerMs },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size > answerBytes) asked.destroy(new Error('an answer without end'))
        })
        response.on('error', reject)
        response.on('end', () => resolve({
          status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString(),
        }))
      },
    )
    asked.on('timeout', () => asked.destroy(new Error(`not in ${answerMs} ms`)))
    asked.on('error', (cause) => reject(new Error(
      `no answer to ${method} ${path} ${JSON.stringify(headers)} ${body.toString('base64')}: ${cause.message}`,
      { cause },
    )))
    asked.end(body)
  })
}
