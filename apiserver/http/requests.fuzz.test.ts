import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import { fuzz } from '../../apimachinery/fuzz/fuzz.ts'
import { negotiate, requireJson } from './accept.ts'
import type { Exchange } from './exchange.ts'
import { parseRequestInfo, UnparsablePathError } from './request-info.ts'
import { checkLogOptions, parseLogOptions, printLogOptions } from './verbs/log-options.ts'
import { parseWriteOptions } from './write-options.ts'

const isClients = (error: Error) => !(error instanceof ApiError) || error.code < 500
const text = (run: (text: string) => unknown) => (input: Buffer) => run(input.toString())

describe('what stands before a body, with inputs changed at random', () => {
  fuzz('is a path of one meaning', {
    seeds: [
      '/api/v1/namespaces/default/pods/a/log', '/apis/apps/v1/deployments', '/api/v1/watch/namespaces/a/pods',
      '/healthz', '/apis', '/',
      '/api/v1/namespaces/a/status', '/api/v1/proxy/nodes/x', '/api/v1/namespaces//pods',
      '/api/v1/namespaces/%2e%2e/pods/%2f', '/apis/__proto__/constructor/toString',
    ],
    tokens: [
      '/', '//', '%2f', '%2F', '%00', '%', '%ff', '..', '/watch/', '/proxy/', '/namespaces/', '/status', '/api/v1',
      '/apis',
    ],
    refusals: [UnparsablePathError],
    rounds: 2000,
    run: text((path) => {
      for (const method of ['GET', 'DELETE', 'CONSTRUCTOR']) {
        const info = parseRequestInfo(method, path, new URLSearchParams('watch=1'))
        expect(parseRequestInfo(method, path, new URLSearchParams('watch=1'))).to.deep.equal(info)
        // A part is a part: what names a place in the store has no slash in it.
        for (const part of [info.group, info.version, info.namespace, info.resource, info.name, info.subresource]) {
          expect(part).to.be.a('string').and.not.to.contain('/')
        }
        if (!info.isResource) expect(info.resource).to.equal('')
      }
    }),
  })

  fuzz('is a wish that is met or refused with 406', {
    seeds: [
      'application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      'application/vnd.kubernetes.protobuf;q=0.9,*/*;q=0.1',
      'application/json;stream=watch', 'text/html, application/xhtml+xml, */*;q=0.8', 'application/yaml;a="b,c"',
    ],
    tokens: [';', ',', '=', 'q=', 'q=NaN', 'q=-1', 'q=1e999', 'as=', 'as=constructor', 'g=', 'v=__proto__', '*/*', '"'],
    refusals: [ApiError],
    allows: (error) => (error as ApiError).code === 406,
    run: text((accept) => {
      expect(negotiate(accept, { protobuf: true }).mediaType).to.be.a('string')
      expect(negotiate(accept, { watch: true }).as).to.be.a('string')
      requireJson(accept)
    }),
  })

  fuzz('is a query of options that are read or refused', {
    seeds: [
      'dryRun=All&fieldManager=m&fieldValidation=Strict&force=true',
      'fieldManager=%ff&force=&fieldValidation=x&dryRun=All&dryRun=',
      'container=c&follow=1&tailLines=5&limitBytes=1&sinceSeconds=3',
      'sinceTime=2026-01-01T00%3A00%3A00Z&stream=All&timestamps=false',
    ],
    tokens: [
      '&', '=', '%00', '-1', '99999999999999999999', '1e3', 'force=', 'dryRun=', 'fieldManager=', 'sinceTime=',
      'tailLines=', '__proto__=1',
    ],
    refusals: [ApiError],
    allows: isClients,
    run: text((text) => {
      const query = new URLSearchParams(text)
      const exchange = { query, request: { headers: {} } } as unknown as Exchange
      for (const kind of ['CreateOptions', 'UpdateOptions', 'PatchOptions'] as const) parseWriteOptions(exchange, kind)
      const options = parseLogOptions(query)
      checkLogOptions(options, 'a')
      expect(parseLogOptions(new URLSearchParams(printLogOptions(options))))
        .to.deep.include({ tailLines: options.tailLines, limitBytes: options.limitBytes })
    }),
  })
})
