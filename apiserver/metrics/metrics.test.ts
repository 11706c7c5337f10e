import { join } from 'node:path'
import { expect } from 'chai'
import { createMetrics, type Metrics } from './metrics.ts'

const labels = {
  verb: 'LIST', group: 'apps', version: 'v1', resource: 'deployments', subresource: '', scope: 'namespace',
  component: 'apiserver',
}

function metricsOf(count: number, dataDir?: string): Metrics {
  const objects = () => [{ group: 'apps', resource: 'deployments', count }, { group: '', resource: 'pods', count: 0 }]
  return createMetrics({ objects, dataDir }, { major: '1', minor: '36' })
}

/** The value on the line of a metric that has all these labels. */
function valueOf(text: string, name: string, wanted: Record<string, string>): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name}{`) &&
    Object.entries(wanted).every(([label, value]) => one.includes(`${label}="${value}"`)))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}

describe('metrics', () => {
  it('count requests by what they ask for and how they end', async () => {
    const metrics = metricsOf(1)
    const how = { longRunning: false, mutating: false, dryRun: '' }
    metrics.requests.begin(labels, how).done({ code: 200, bytes: 5000 })
    metrics.requests.begin(labels, how).done({ code: 404, bytes: 100 })
    const text = await metrics.text()
    expect(valueOf(text, 'apiserver_request_total', { ...labels, code: '200' })).to.equal(1)
    expect(valueOf(text, 'apiserver_request_duration_seconds_count', labels)).to.equal(2)
    expect(valueOf(text, 'apiserver_response_sizes_bucket', { ...labels, le: '1000' })).to.equal(1)
  })

  it('tell what is being answered', async () => {
    const metrics = metricsOf(1)
    const watch = metrics.requests.begin({ ...labels, verb: 'WATCH' }, {
      longRunning: true, mutating: false, dryRun: '',
    })
    metrics.requests.begin({ ...labels, verb: 'POST' }, { longRunning: false, mutating: true, dryRun: 'All' })
    const during = await metrics.text()
    expect(valueOf(during, 'apiserver_longrunning_requests', { verb: 'WATCH' })).to.equal(1)
    expect(valueOf(during, 'apiserver_current_inflight_requests', { request_kind: 'mutating' })).to.equal(1)
    expect(valueOf(during, 'apiserver_current_inflight_requests', { request_kind: 'readOnly' })).to.equal(0)
    watch.done({ code: 200, bytes: 0 })
    expect(valueOf(await metrics.text(), 'apiserver_longrunning_requests', { verb: 'WATCH' })).to.equal(0)
  })

  it('look at what is stored when they are asked for', async () => {
    const text = await metricsOf(7).text()
    expect(valueOf(text, 'apiserver_resource_objects', { group: 'apps', resource: 'deployments' })).to.equal(7)
    expect(valueOf(text, 'apiserver_storage_objects', { resource: 'deployments.apps' })).to.equal(7)
    expect(valueOf(text, 'kubernetes_build_info', { major: '1', minor: '36' })).to.equal(1)
  })

  it('tell how large the database is, and all but that when its disk cannot be read', async () => {
    const size = async (dataDir: string) => {
      const text = await metricsOf(7, dataDir).text()
      expect(valueOf(text, 'apiserver_resource_objects', { resource: 'deployments' })).to.equal(7)
      return valueOf(text, 'apiserver_storage_size_bytes', { storage_cluster_id: 'leveldb-0' })
    }
    expect(await size(import.meta.dirname)).to.be.greaterThan(1000)
    expect(await size(join(import.meta.dirname, 'missing'))).to.equal(undefined)
  })
})
