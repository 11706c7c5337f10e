import { expect } from 'chai'
import {
  mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Pod } from '../pods/pod.ts'
import type { SourceContext } from './sources.ts'
import { resolveSubPath } from './subpath.ts'
import { prepareVolumes } from './volumes.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const objects: Record<string, any> = {
  'configmap/settings': { data: { level: 'debug', size: '3' }, binaryData: { blob: base64('\x01\x02') } },
  'secret/keys': { data: { password: base64('hunter2') } },
}

const pod = (volumes: unknown[], spec: Record<string, unknown> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u', labels: { app: 'web', tier: 'a"b' } },
  spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { memory: '64Mi' } } }], volumes, ...spec },
})

describe('prepareVolumes', () => {
  let folder: string
  let now = 0
  let issued = 0
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pod-'))
    now = 0
    issued = 0
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const tokens = new Map()
  const context = (): SourceContext => ({
    objects: {
      configMap: async (_namespace, name) => objects[`configmap/${name}`] ?? null,
      secret: async (_namespace, name) => objects[`secret/${name}`] ?? null,
      services: async () => [],
      token: async (_pod, account, audience, seconds) => {
        issued += 1
        return { token: `${account} for ${audience} no ${issued}`, expires: now + seconds * 1000 }
      },
    },
    facts: { hostIps: ['192.0.2.1'], podIps: [], allocatableCpu: 1, allocatableMemory: 2 ** 30 },
    tokens,
    now: () => now,
  })
  const prepare = (volume: any, spec = {}) =>
    prepareVolumes(folder, pod([{ name: 'v', ...volume }], spec), context()).then((paths) => paths.get('v')!)
  const failure = (volume: any) => prepare(volume).then(() => '', (error: Error) => error.message)

  it('writes all keys of a ConfigMap, or those that are named', async () => {
    const all = await prepare({ configMap: { name: 'settings' } })
    expect(readdirSync(all).filter((name) => !name.startsWith('..')).sort()).to.deep.equal(['blob', 'level', 'size'])
    const items = [{ key: 'level', path: 'log/level', mode: 0o600 }]
    const some = await prepare({ configMap: { name: 'settings', items, defaultMode: 0o444 } })
    expect(readFileSync(join(some, 'log/level'), 'utf8')).to.equal('debug')
    expect(statSync(join(some, 'log/level')).mode & 0o777).to.equal(0o600)
  })

  it('says what is missing in upstream\'s words, unless it is optional', async () => {
    const said = 'MountVolume.SetUp failed for volume "v" : '
    expect(await failure({ configMap: { name: 'none' } })).to.equal(`${said}configmap "none" not found`)
    expect(await failure({ secret: { secretName: 'none' } })).to.equal(`${said}secret "none" not found`)
    const items = [{ key: 'nothing', path: 'x' }]
    expect(await failure({ configMap: { name: 'settings', items } }))
      .to.equal(`${said}configmap references non-existent config key: nothing`)
    expect(await failure({ secret: { secretName: 'keys', items } }))
      .to.equal(`${said}references non-existent secret key: nothing`)
    const empty = await prepare({ secret: { secretName: 'none', optional: true } })
    expect(readdirSync(empty).filter((name) => !name.startsWith('..'))).to.deep.equal([])
  })

  it('projects several sources into one volume, and asks for a new token in time', async () => {
    const sources = [
      { serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 1000 } },
      { configMap: { name: 'settings', items: [{ key: 'level', path: 'level' }] } },
      { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
      { downwardAPI: { items: [
        { path: 'memory', resourceFieldRef: { containerName: 'c', resource: 'limits.memory', divisor: '1Mi' } },
      ] } },
    ]
    const path = await prepare({ projected: { sources } })
    const read = (name: string) => readFileSync(join(path, name), 'utf8')
    expect(read('labels')).to.equal('app="web"\ntier="a\\"b"')
    expect([read('token'), read('level'), read('memory')]).to.deep.equal(['default for vault no 1', 'debug', '64'])
    now = 700_000
    await prepare({ projected: { sources } })
    expect(read('token')).to.equal('default for vault no 1')
    now = 801_000
    await prepare({ projected: { sources } })
    expect(read('token')).to.equal('default for vault no 2')
  })

  it('makes an emptyDir that any user may write to', async () => {
    expect(statSync(await prepare({ emptyDir: {} })).mode & 0o777).to.equal(0o777)
  })

  it('checks or makes what a hostPath asks for', async () => {
    const at = (name: string, type: string) => ({ hostPath: { path: join(folder, name), type } })
    writeFileSync(join(folder, 'file'), '')
    expect(statSync(await prepare(at('made', 'DirectoryOrCreate'))).isDirectory()).to.equal(true)
    expect(statSync(await prepare(at('made.txt', 'FileOrCreate'))).isFile()).to.equal(true)
    expect(await prepare(at('file', 'File'))).to.equal(join(folder, 'file'))
    const said = 'MountVolume.SetUp failed for volume "v" : hostPath type check failed: '
    const file = join(folder, 'file')
    expect(await failure(at('file', 'Directory'))).to.equal(`${said}${file} is not a directory`)
    expect(await failure(at('file', 'DirectoryOrCreate'))).to.equal(`${said}${file} is not a directory`)
    expect(await failure(at('none', 'File'))).to.equal(`${said}${join(folder, 'none')} is not a file`)
    expect(await failure(at('file', 'Socket'))).to.equal(`${said}${file} is not a socket file`)
    expect(await failure(at('file', 'CharDevice'))).to.equal(`${said}${file} is not a character device`)
    expect(await failure(at('file', 'BlockDevice'))).to.equal(`${said}${file} is not a block device`)
  })
})

describe('resolveSubPath', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'volume-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('makes folders inside the volume', async () => {
    const path = await resolveSubPath(root, 'a/b')
    expect(statSync(path).isDirectory()).to.equal(true)
    expect(await resolveSubPath(root, '')).to.equal(root)
  })

  it('refuses what leads out of it, by dots or by a link', async () => {
    mkdirSync(join(root, 'in'))
    symlinkSync('/etc', join(root, 'link'))
    symlinkSync('/nowhere/at/all', join(root, 'in', 'broken'))
    for (const path of ['../x', '/etc', 'a/../../x', 'link', 'link/ssl', 'in/broken']) {
      expect(await resolveSubPath(root, path).then(() => 'resolved', () => 'refused'), path).to.equal('refused')
    }
  })
})
