import { expect } from 'chai'
import { templateHash } from './template-hash.ts'

/** Changes to the template all the recorded deployments have in common. */
interface Changes {
  annotations?: Record<string, string>
  image?: string
  greeting?: string
  cpu?: string
  spec?: object
}

function template({ annotations, image = 'web:1', greeting = 'hello', cpu = '50m', spec = {} }: Changes = {}): object {
  const container = {
    env: [{ name: 'GREETING', value: greeting }],
    image: `registry.example.com/${image}`,
    imagePullPolicy: 'IfNotPresent',
    name: 'web',
    ports: [{ containerPort: 80, name: 'http', protocol: 'TCP' }],
    resources: { limits: { memory: '64Mi' }, requests: { cpu, memory: '16Mi' } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  }
  return {
    metadata: { ...(annotations && { annotations }), labels: { app: 'web' } },
    spec: {
      containers: [container],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 1,
      ...spec,
    },
  }
}

describe('the hash of a pod template', () => {
  const recorded: [string, Changes, string][] = [
    ['a template', {}, '5595bf5f8f'],
    ['another image', { image: 'web:2' }, 'd446856d'],
    ['another variable', { greeting: 'moon' }, '56b4d779fb'],
    ['a node selector', { spec: { nodeSelector: { disk: 'ssd' } } }, '54975fb5c9'],
    ['thousands of cores', { cpu: '5k' }, '5f874964f8'],
  ]
  for (const [what, changes, hash] of recorded) {
    it(`is the one Kubernetes gives to ${what}`, () => {
      expect(templateHash(template(changes))).to.equal(hash)
    })
  }

  it('does not tell an empty list, map or null from an absent one', () => {
    const spec = { nodeSelector: {}, tolerations: [], affinity: null, volumes: [] }
    expect(templateHash(template({ spec }))).to.equal('5595bf5f8f')
  })

  it('takes in the count of collisions', () => {
    const hashes = [0, 1, 300].map((collisions) => templateHash(template(), collisions))
    expect(hashes).to.deep.equal(['556c8f8fdf', '7d99cffd96', '79d594cd'])
  })
})
