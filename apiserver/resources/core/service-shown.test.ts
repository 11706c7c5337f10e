import { expect } from 'chai'
import { shownService } from './service-shown.ts'

const storedWith = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: {}, spec })
const shown = (spec: object, families = ['IPv4']) => shownService(storedWith(spec), families)['spec']

describe('what is shown of a stored Service', () => {
  it('is the Service itself when it has all that belongs to it', () => {
    const ip = '10.0.0.1'
    const whole = storedWith({
      type: 'ClusterIP', clusterIP: ip, clusterIPs: [ip], ipFamilies: ['IPv4'], internalTrafficPolicy: 'Cluster',
    })
    expect(shownService(whole, ['IPv4'])).to.equal(whole)
  })

  it('has no internal traffic policy where nothing inside the cluster is reached', () => {
    const stored = { type: 'ExternalName', externalName: 'a.b', internalTrafficPolicy: 'Cluster' }
    expect(shown(stored)).to.eql({ type: 'ExternalName', externalName: 'a.b' })
    expect(stored.internalTrafficPolicy).to.equal('Cluster')
  })

  it('has the list of addresses and its families where it was stored with one address', () => {
    expect(shown({ type: 'ClusterIP', clusterIP: 'fd00::1' })).to.include({ ipFamilyPolicy: 'SingleStack' }).and
      .to.deep.include({ clusterIPs: ['fd00::1'], ipFamilies: ['IPv6'] })
    expect(shown({ type: 'NodePort', clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] }))
      .to.deep.include({ ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' })
  })

  it('has the default family where it is headless, and both where its endpoints are made by hand', () => {
    const headless = { type: 'ClusterIP', clusterIP: 'None' }
    expect(shown({ ...headless, selector: { app: 'a' } }, ['IPv6', 'IPv4']))
      .to.deep.include({ clusterIPs: ['None'], ipFamilies: ['IPv6'], ipFamilyPolicy: 'SingleStack' })
    expect(shown(headless, ['IPv6']))
      .to.deep.include({ ipFamilies: ['IPv6', 'IPv4'], ipFamilyPolicy: 'RequireDualStack' })
  })
})
