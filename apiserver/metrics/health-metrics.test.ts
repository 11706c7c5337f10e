import { expect } from 'chai'
import { createHealthMetrics } from './health-metrics.ts'

describe('the indicators of health', () => {
  it('say what came of the last check and count all of them', async () => {
    const health = createHealthMetrics()
    for (const isWell of [true, true, false]) health.observe('etcd', 'livez', isWell)
    health.observe('etcd', 'healthz', true)
    const lines = (await health.text()).split('\n')
    expect(lines).to.include('kubernetes_healthcheck{name="etcd",type="livez"} 0')
    expect(lines).to.include('kubernetes_healthcheck{name="etcd",type="healthz"} 1')
    expect(lines).to.include('kubernetes_healthchecks_total{name="etcd",type="livez",status="success"} 2')
    expect(lines).to.include('kubernetes_healthchecks_total{name="etcd",type="livez",status="error"} 1')
    expect(lines.some((line) => line.startsWith('process_start_time_seconds '))).to.equal(true)
  })
})
