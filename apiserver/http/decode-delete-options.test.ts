import { expect } from 'chai'
import { PassThrough } from 'node:stream'
import { builtinSchema } from '../resources/schema/load.ts'
import { decodeDeleteOptions } from './decode-delete-options.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './scope.ts'

/** The options in a body, or what is said of it. */
async function read(body: string, type = 'application/json', query = 'gracePeriodSeconds=7'): Promise<unknown> {
  const request = Object.assign(new PassThrough(), { headers: { 'content-type': type } })
  request.end(body)
  const exchange = { request, query: new URLSearchParams(query) } as unknown as Exchange
  const services = { schema: builtinSchema() } as unknown as Services
  return decodeDeleteOptions(exchange, services).catch((error: Error) => error.message)
}

const saying = (apiVersion: string, kind: string): string => JSON.stringify({ apiVersion, kind })

describe('the options of a delete', () => {
  it('are those of the body, or of the query where there is none', async () => {
    expect(await read('{"gracePeriodSeconds":5}')).to.include({ gracePeriodSeconds: 5 })
    expect(await read('gracePeriodSeconds: 5', 'application/yaml')).to.include({ gracePeriodSeconds: 5 })
    expect(await read('')).to.include({ gracePeriodSeconds: 7 })
  })

  it('name in the query what is to be deleted, too', async () => {
    expect(await read('', '', 'uid=u')).to.eql({ preconditions: { uid: 'u' } })
    expect(await read('', '', 'resourceVersion=7&dryRun=All'))
      .to.eql({ dryRun: ['All'], preconditions: { resourceVersion: '7' } })
    expect(await read('', '', 'uid=')).to.eql({})
  })

  it('are the same in every group and version', async () => {
    for (const version of ['v1', 'apps/v1', 'v9']) {
      expect(await read(saying(version, 'DeleteOptions'))).to.be.an('object')
    }
  })

  it('are nothing else, in JSON and YAML alike', async () => {
    const scheme = 'pkg/apis/meta/internalversion/scheme/register.go:27'
    const unknown = (version: string) =>
      `no kind "ConfigMap" is registered for version "${version}" in scheme "${scheme}"`
    expect(await read(saying('/v1', 'ConfigMap'))).to.equal(unknown('v1'))
    expect(await read('kind: ConfigMap', 'application/yaml')).to.equal(unknown('meta.k8s.io/v1'))
    expect(await read(saying('v9', 'Status')))
      .to.equal('converting (v1.Status) to (v1.DeleteOptions): unknown conversion')
    expect(await read('- a', 'application/yaml'))
      .to.match(/^couldn't get version\/kind; json parse error: json: cannot unmarshal array/)
  })

  it('are of a version that can be read', async () => {
    expect(await read(saying('x/y/z', 'DeleteOptions'))).to.equal('unexpected GroupVersion string: x/y/z')
    const text = saying('a/', 'DeleteOptions')
    expect(await read(text)).to.equal(`Object 'apiVersion' is missing in '${text}'`)
  })
})
