import { expect } from 'chai'
import { load } from 'js-yaml'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { containerConfig, sandboxConfig } from '../../pods/container-config.ts'
import { mainContainersOf } from '../../pods/pod.ts'
import type { Pod } from '../../pods/pod.ts'
import { containerSpec, sandboxSpec } from './translate.ts'

const folder = join(import.meta.dirname, 'golden')
const cases = readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => name.replace(/\.yaml$/, ''))

/** What the rest of the agent would have looked up for each container. */
const extras = (name: string) => ({
  image: 'docker.io/library/busybox:latest',
  imageUser: '',
  attempt: 2,
  env: [['GREETING', 'hello']] as [string, string][],
  mounts: [
    { hostPath: '/pods/u/volumes/v', containerPath: '/v', readOnly: true, propagation: 'None' as const },
    { hostPath: '/srv', containerPath: '/srv', readOnly: false, propagation: 'HostToContainer' as const },
  ],
  terminationMessageFile: `/pods/u/containers/${name}/2`,
})

function requestsOf(pod: Pod): unknown {
  return {
    sandbox: sandboxSpec(sandboxConfig(pod), { agent: 'host-a-0', network: 'coracle', rootfs: '/pause' }),
    containers: mainContainersOf(pod)
      .map((one) => containerSpec(containerConfig(pod, one, extras(one.name)), 'host-a-0')),
  }
}

/** A pod in NAME.yaml becomes the requests in NAME.json; a missing answer is written, to be read and committed. */
describe('a pod as requests to podman', () => {
  for (const name of cases) {
    it(`is as in golden/${name}.json`, () => {
      const pod = load(readFileSync(join(folder, `${name}.yaml`), 'utf8')) as Pod
      const made = JSON.parse(JSON.stringify(requestsOf(pod)))
      const file = join(folder, `${name}.json`)
      if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`)
      expect(made).to.deep.equal(JSON.parse(readFileSync(file, 'utf8')))
    })
  }
})
