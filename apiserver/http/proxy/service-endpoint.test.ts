import { expect } from 'chai'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { hasAddress, placesOfEndpoints, placesOfPods, placesOfSlices } from './service-endpoint.ts'

const meta = { namespace: 'n', name: 's' }
const targetRef = { kind: 'Pod', namespace: 'n', name: 'p' }

describe('the endpoints of a Service', () => {
  it('are those of Endpoints that serve the port', () => {
    const endpoints = {
      metadata: meta,
      subsets: [
        {
          addresses: [{ ip: '10.0.0.1', targetRef }, { ip: '10.0.0.2' }],
          notReadyAddresses: [{ ip: '10.0.0.3', targetRef }], ports: [{ name: 'web', port: 80 }, { port: 81 }],
        },
        { ports: [{ name: 'web', port: 82 }] },
      ],
    } as unknown as KubeObject
    expect(placesOfEndpoints(endpoints, 'web'))
      .to.deep.equal([{ ip: '10.0.0.1', port: 80, pod: 'p' }, { ip: '10.0.0.2', port: 80, pod: '' }])
    expect(placesOfEndpoints(endpoints, '').map(({ port }) => port)).to.deep.equal([81, 81])
  })

  it('are the ready ones of EndpointSlices', () => {
    const slice = {
      metadata: meta, ports: [{ name: 'web', port: 80 }],
      endpoints: [{ addresses: ['10.0.0.1'], targetRef }, { addresses: ['10.0.0.2'], conditions: { ready: false } }, {
        addresses: ['10.0.0.3'], targetRef: { ...targetRef, namespace: 'other' },
      }],
    } as unknown as KubeObject
    expect(placesOfSlices([slice], 'web'))
      .to.deep.equal([{ ip: '10.0.0.1', port: 80, pod: 'p' }, { ip: '10.0.0.3', port: 80, pod: '' }])
  })

  it('are the ready pods where nothing else tells', () => {
    const pod = (ready: string, ip: string) => ({
      metadata: { name: 'p' }, spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
      status: { podIPs: [{ ip }], conditions: [{ type: 'Ready', status: ready }] },
    }) as unknown as KubeObject
    const pods = [pod('True', '10.0.0.1'), pod('False', '10.0.0.2')]
    expect(placesOfPods(pods, { port: 80, targetPort: 'http' }))
      .to.deep.equal([{ ip: '10.0.0.1', port: 8080, pod: 'p' }])
    expect(placesOfPods(pods, { port: 80, targetPort: 'none' })).to.deep.equal([])
    expect(placesOfPods(pods, { port: 80 })).to.deep.equal([{ ip: '10.0.0.1', port: 80, pod: 'p' }])
    expect([hasAddress(pods[0], '10.0.0.1'), hasAddress(pods[0], '10.0.0.2'), hasAddress(undefined, '10.0.0.1')])
      .to.deep.equal([true, false, false])
  })
})
