import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, freePort, startCoracle } from './harness/coracle.ts'
import { needRoot } from './harness/host.ts'
import { prepareImages, testImages } from './harness/images.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const command = ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 0.2; done']
const container = { name: 'c', image: testImages[0], command }

describe('what a pod asks of its host', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  let folder: string

  const kubectl = (args: readonly string[], input?: unknown): Promise<string> =>
    mustSucceed(coracle, args, input === undefined ? {} : { input: JSON.stringify(input) })
  const apply = (kind: string, name: string, fields: Record<string, unknown>): Promise<string> =>
    kubectl(['apply', '-f', '-'], { apiVersion: 'v1', kind, metadata: { name, labels: { app: 'web' } }, ...fields })
  /** A pod of the spec, once it is ready. */
  const run = async (name: string, spec: Record<string, any>): Promise<void> => {
    await apply('Pod', name, { spec: { terminationGracePeriodSeconds: 1, containers: [container], ...spec } })
    await kubectl(['wait', '--for=condition=Ready', `pod/${name}`, '--timeout=60s'])
  }
  const inside = (name: string, script: string): Promise<string> =>
    kubectl(['exec', name, '-c', 'c', '--', 'sh', '-c', script])

  before(async function () {
    needRoot(this)
    await prepareImages()
    folder = mkdtempSync(join(tmpdir(), 'coracle-host-'))
    coracle = await startCoracle(['--node-name', 'host-a'])
    await apply('ConfigMap', 'settings', { data: { level: 'debug', size: '3' } })
    await apply('Secret', 'keys', { stringData: { password: 'hunter2' } })
  })
  after(async () => {
    await coracle?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  afterEach(() => kubectl(['delete', 'pods,services', '-l', 'app=web', '--timeout=60s']))

  it('is volumes of every kind, for the group it names', async () => {
    const mounts = {
      settings: '/settings', keys: '/keys', memory: '/memory', disk: '/disk', host: '/host', all: '/all',
    }
    const sources = [
      { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
      { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
    ]
    await run('volumes', {
      securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 },
      containers: [
        {
          ...container,
          env: [{ name: 'WHO', value: 'me' }],
          volumeMounts: [
            ...Object.entries(mounts).map(([name, mountPath]) => ({ name, mountPath })),
            { name: 'settings', mountPath: '/level', subPath: 'level' },
            { name: 'disk', mountPath: '/mine', subPathExpr: 'of/$(WHO)' },
          ],
        },
        { ...container, name: 'second', volumeMounts: [{ name: 'memory', mountPath: '/memory', readOnly: true }] },
      ],
      volumes: [
        { name: 'settings', configMap: { name: 'settings', items: [{ key: 'level', path: 'level' }] } },
        { name: 'keys', secret: { secretName: 'keys', defaultMode: 0o400 } },
        { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '4Mi' } },
        { name: 'disk', emptyDir: {} },
        { name: 'host', hostPath: { path: join(folder, 'made'), type: 'DirectoryOrCreate' } },
        { name: 'all', projected: { sources } },
      ],
    })
    expect(await inside('volumes', 'cat /settings/level /level /keys/password; ls /settings; id')).to.equal(
      'debugdebughunter2level\nuid=1000 gid=3000 groups=2000\n',
    )
    expect(await inside('volumes', 'echo x > /disk/a; echo y > /mine/b; echo z > /memory/c; ls /disk; ls /disk/of/me'))
      .to.equal('a\nof\nb\n')
    expect(await kubectl(['exec', 'volumes', '-c', 'second', '--', 'cat', '/memory/c'])).to.equal('z\n')
    expect(await inside('volumes', 'cat /all/labels; cat /all/token')).to.match(/^app="web"ey[\w-]+\.[\w-]+\.[\w-]+$/)
    for (const path of ['/settings/x', '/keys/x', '/all/x']) {
      expect(await inside('volumes', `echo x > ${path} || true`)).to.equal('')
      expect((await coracle.kubectl(['exec', 'volumes', '-c', 'c', '--', 'cat', path])).code).to.equal(1)
    }
    const tooMuch = 'x=0123456789abcdef; while [ ${#x} -lt 4194305 ]; do x=$x$x; done; echo $x > /memory/big'
    expect((await coracle.kubectl(['exec', 'volumes', '-c', 'c', '--', 'sh', '-c', tooMuch])).stderr)
      .to.contain('No space left on device')
    expect(existsSync(join(folder, 'made'))).to.equal(true)
  })

  it('is a volume that follows its ConfigMap', async () => {
    await run('following', {
      containers: [
        { ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] },
        { ...container, name: 'second' },
      ],
      volumes: [{ name: 'v', configMap: { name: 'settings' } }],
    })
    await kubectl(['patch', 'configmap', 'settings', '--type=merge', '-p', '{"data":{"level":"info"}}'])
    // Whatever happens in the pod has all of it looked at; else it is done once a minute.
    await coracle.kubectl(['exec', 'following', '-c', 'second', '--', 'sh', '-c', 'kill 1'])
    await until(async () => (await inside('following', 'cat /v/level /v/size')) === 'info3')
  })

  it('is an environment that knows of services', async () => {
    await apply('Service', 'my-web', { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } })
    await run('env', {
      containers: [{
        ...container,
        envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }],
        env: [{ name: 'URL', value: 'http://$(MY_WEB_SERVICE_HOST)/$(NONE)' }],
      }],
    })
    const ip = (await kubectl(['get', 'service', 'my-web', '-o', 'jsonpath={.spec.clusterIP}'])).trim()
    const shown = await inside('env', 'env')
    for (const line of [
      `URL=http://${ip}/$(NONE)`, `MY_WEB_PORT=tcp://${ip}:80`, 'MY_WEB_SERVICE_PORT_HTTP=80',
      'KUBERNETES_SERVICE_PORT=443', 'P_size=3', 'HOSTNAME=env',
    ]) {
      expect(shown.split('\n')).to.include(line)
    }
  })

  it('is names, ports, processes and limits of its own', async () => {
    const hostPort = await freePort()
    await run('own', {
      hostname: 'custom',
      subdomain: 'sub',
      shareProcessNamespace: true,
      hostAliases: [{ ip: '192.0.2.77', hostnames: ['foo.test', 'bar.test'] }],
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['192.0.2.53'], searches: ['x.test'], options: [{ name: 'ndots', value: '3' }] },
      securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }] },
      containers: [
        {
          ...container,
          ports: [{ containerPort: 8080, hostPort }],
          resources: { limits: { memory: '32Mi', cpu: '500m' } },
          securityContext: {
            readOnlyRootFilesystem: true, allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] },
          },
        },
        { name: 'web', image: testImages[0], command: ['httpd', '-f', '-p', '8080', '-h', '/etc'] },
      ],
    })
    expect(await inside('own', 'hostname; cat /etc/resolv.conf'))
      .to.equal('custom\nsearch x.test\nnameserver 192.0.2.53\noptions ndots:3\n')
    const hosts = await inside('own', 'cat /etc/hosts')
    expect(hosts)
      .to.match(/^10\.[\d.]+\tcustom\.sub\.default\.svc\.cluster\.local\tcustom$/m)
      .and.contain('192.0.2.77\tfoo.test\tbar.test')
    expect(await inside('own', 'cat /proc/1/cmdline; cat /proc/sys/net/ipv4/ip_unprivileged_port_start'))
      .to.match(/^\/pause.*80\n$/)
    expect(await inside('own', 'cat /proc/self/status'))
      .to.match(/CapEff:\s+0000000000001000/)
      .and.match(/NoNewPrivs:\s+1/)
    expect(await inside('own', 'echo x > /x || true; ls /')).not.to.match(/^x$/m)
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/hostname`)).text()).to.equal('custom\n')
  })

  it('is the host\'s own namespaces', async () => {
    await run('host', { hostNetwork: true, hostPID: true, hostIPC: true })
    expect(await inside('host', 'hostname')).to.equal(`${hostname()}\n`)
    expect(await inside('host', 'cat /proc/1/cmdline')).to.equal(readFileSync('/proc/1/cmdline', 'utf8'))
    const { podIP, hostIP } = JSON.parse(await kubectl(['get', 'pod', 'host', '-o', 'json'])).status
    expect(podIP).to.equal(hostIP)
  })

  it('is refused where its image would run as root against its word', async () => {
    await apply('Pod', 'rootless', {
      spec: { containers: [{ ...container, securityContext: { runAsNonRoot: true } }] },
    })
    const { uid } = JSON.parse(await kubectl(['get', 'pod', 'rootless', '-o', 'json'])).metadata
    const waiting = await until(async () => {
      const { state } = JSON.parse(await kubectl(['get', 'pod', 'rootless', '-o', 'json'])).status.containerStatuses[0]
      return state.waiting.reason === 'ContainerCreating' ? false : state.waiting
    })
    expect(waiting).to.deep.equal({
      reason: 'CreateContainerConfigError',
      message: `container has runAsNonRoot and image will run as root (pod: "rootless_default(${uid})", container: c)`,
    })
  })
})
