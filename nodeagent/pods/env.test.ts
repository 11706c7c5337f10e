import { expect } from 'chai'

import { containerEnv } from './env.ts'
import type { PodObjects } from './objects.ts'
import type { Pod, PodContainer } from './pod.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const objects: PodObjects = {
  configMap: async (_namespace, name) =>
    (name === 'settings' ? ({ data: { LEVEL: 'debug', SIZE: '3' } } as any) : null),
  secret: async (_namespace, name) => (name === 'keys' ? ({ data: { password: base64('hunter2') } } as any) : null),
  services: async (namespace, links) => [
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: links ? `${namespace}-web` : 'kubernetes' },
      spec: { clusterIP: '10.43.0.1', ports: [{ port: 443 }] },
    },
  ],
  token: async () => ({ token: '', expires: 0 }),
}
const facts = {
  hostIps: ['192.0.2.1', '2001:db8::1'], podIps: ['10.42.0.7'], allocatableCpu: 2, allocatableMemory: 4 * 2 ** 30,
}

const made = async (container: Partial<PodContainer>, spec = {}): Promise<Record<string, string>> => {
  const own: PodContainer = { name: 'c', image: 'i', ...container }
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0', namespace: 'shop', uid: 'u', labels: { app: 'web' }, annotations: { note: 'hi' } },
    spec: { nodeName: 'host-a', serviceAccountName: 'robot', containers: [own], ...spec },
  }
  return Object.fromEntries(await containerEnv(pod, own, { objects, facts }))
}
const failure = (env: unknown[]) => made({ env }).then(() => '', (error: Error) => error.message)

describe('a container\'s environment', () => {
  it('is made of whole objects, single keys and plain values', async () => {
    const env = [
      { name: 'PLAIN', value: '$(P_LEVEL)-$(SECRET)-$(LATER)-$$(PLAIN)' },
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 'keys', key: 'password' } } },
      { name: 'AFTER', value: '$(SECRET) at $(SHOP_WEB_SERVICE_HOST)' },
      { name: 'NONE', valueFrom: { configMapKeyRef: { name: 'none', key: 'x', optional: true } } },
    ]
    const found = await made({
      envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }, { secretRef: { name: 'none', optional: true } }],
      env,
    })
    expect(found).to.include({
      P_LEVEL: 'debug', P_SIZE: '3', PLAIN: 'debug-$(SECRET)-$(LATER)-$(PLAIN)', SECRET: 'hunter2',
      AFTER: 'hunter2 at 10.43.0.1',
    })
    expect(found).not.to.have.property('NONE')
  })

  it('knows the pod and its node', async () => {
    const paths = [
      'metadata.name', 'metadata.labels[\'app\']', 'spec.nodeName', 'spec.serviceAccountName', 'status.podIP',
      'status.hostIPs',
    ]
    const found = await made({
      env: paths.map((fieldPath, at) => ({ name: `V${at}`, valueFrom: { fieldRef: { fieldPath } } })),
    })
    expect(paths.map((_, at) => found[`V${at}`]))
      .to.deep.equal(['web-0', 'web', 'host-a', 'robot', '10.42.0.7', '192.0.2.1,2001:db8::1'])
  })

  it('knows the container\'s resources, and the node\'s where none are set', async () => {
    const rows: [resource: string, divisor: string | undefined, value: string][] = [
      ['limits.cpu', undefined, '1'],
      ['limits.cpu', '1m', '250'],
      ['requests.memory', '1Mi', '64'],
      ['requests.memory', undefined, '67108864'],
      ['limits.memory', '1Gi', '4'],
    ]
    const env = rows.map(([resource, divisor], at) => ({
      name: `V${at}`, valueFrom: { resourceFieldRef: { resource, ...(divisor ? { divisor } : {}) } },
    }))
    const found = await made({ env, resources: { limits: { cpu: '250m' }, requests: { memory: '64Mi' } } })
    expect(rows.map((_, at) => found[`V${at}`])).to.deep.equal(rows.map(([, , value]) => value))
  })

  it('tells of services unless the pod asks not to, but never against its own word', async () => {
    expect(await made({})).to.include({ SHOP_WEB_SERVICE_HOST: '10.43.0.1' })
    expect(await made({ env: [{ name: 'SHOP_WEB_SERVICE_HOST', value: 'mine' }] }))
      .to.include({ SHOP_WEB_SERVICE_HOST: 'mine' })
    const found = await made({}, { enableServiceLinks: false })
    expect(found).to.include({ KUBERNETES_SERVICE_HOST: '10.43.0.1' }).and.not.have.property('SHOP_WEB_SERVICE_HOST')
  })

  it('says what is missing in upstream\'s words', async () => {
    const of = (kind: string, name: string, key: string) =>
      [{ name: 'A', valueFrom: { [`${kind}KeyRef`]: { name, key } } }]
    expect(await failure(of('configMap', 'none', 'x'))).to.equal('configmap "none" not found')
    expect(await failure(of('secret', 'none', 'x'))).to.equal('secret "none" not found')
    expect(await failure(of('configMap', 'settings', 'x'))).to.equal('couldn\'t find key x in ConfigMap shop/settings')
    expect(await failure(of('secret', 'keys', 'x'))).to.equal('couldn\'t find key x in Secret shop/keys')
  })
})
