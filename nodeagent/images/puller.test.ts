import { expect } from 'chai'

import type { PullOptions, RuntimeImage } from '../runtimes/runtime.ts'
import { ImageError, createImagePuller } from './puller.ts'
import type { ImageRequest } from './puller.ts'

const image: RuntimeImage = { id: 'x', repoDigests: [], size: 42, user: '' }

const secret = (...users: string[]) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: {
    '.dockerconfigjson': Buffer.from(
      JSON.stringify({
        auths: Object.fromEntries(
          users.map((user, at) => [`registry.test${'/team'.repeat(at)}`, { username: user, password: 'p' }]),
        ),
      }),
    ).toString('base64'),
  },
})

/** A puller in virtual time, for a registry that lets in whoever is called `right`; `open` lets in all. */
function start({ present = false, open = false } = {}) {
  let now = 0
  const events: string[] = []
  const pulls: (string | undefined)[] = []
  const runtime = {
    image: async () => (present ? image : null),
    pullImage: async (_reference: string, { credential }: PullOptions) => {
      pulls.push(credential?.username)
      if (!open && credential?.username !== 'right') throw new Error('unauthorized')
      return image
    },
  }
  const puller = createImagePuller(runtime, () => now)
  const ensure = (fields: Partial<ImageRequest> = {}) =>
    puller
      .ensure({
        podUid: 'u',
        image: 'registry.test/team/web:1',
        policy: 'IfNotPresent',
        secrets: async () => [],
        record: (_type, reason, message) => void events.push(`${reason} ${message}`),
        signal: new AbortController().signal,
        ...fields,
      })
      .then((found) => found.reference, (error: ImageError) => error)
  return { ensure, events, pulls, pass: (seconds: number) => void (now += seconds * 1000) }
}

const waitingOf = (answer: string | ImageError) => (answer instanceof ImageError ? answer.waiting : answer)

describe('an image puller', () => {
  it('does not pull what is there, unless it must', async () => {
    const { ensure, events, pulls } = start({ present: true, open: true })
    expect(await ensure({ image: 'web' })).to.equal('docker.io/library/web:latest')
    expect(events)
      .to.deep.equal(['Pulled Container image "web" already present on machine and can be accessed by the pod'])
    await ensure({ policy: 'Always' })
    expect(pulls).to.deep.equal([undefined])
  })

  it('never pulls when told so', async () => {
    const { ensure, events, pulls } = start()
    const message = 'Container image "registry.test/team/web:1" is not present with pull policy of Never'
    expect(waitingOf(await ensure({ policy: 'Never' }))).to.deep.equal({ reason: 'ErrImageNeverPull', message })
    expect([events, pulls]).to.deep.equal([[`ErrImageNeverPull ${message}`], []])
  })

  it('backs off from an image that cannot be pulled, and says why in between', async () => {
    const { ensure, events, pulls, pass } = start()
    expect(waitingOf(await ensure())).to.deep.equal({ reason: 'ErrImagePull', message: 'unauthorized' })
    const backOff = 'Back-off pulling image "registry.test/team/web:1"'
    expect(waitingOf(await ensure()))
      .to.deep.equal({ reason: 'ImagePullBackOff', message: `${backOff}: ErrImagePull: unauthorized` })
    expect(events).to.deep.equal([
      'Pulling Pulling image "registry.test/team/web:1"',
      'Failed Failed to pull image "registry.test/team/web:1": unauthorized',
      `BackOff ${backOff}`,
    ])
    pass(11)
    await ensure()
    pass(11)
    expect(waitingOf(await ensure())).to.include({ reason: 'ImagePullBackOff' })
    expect(pulls).to.have.length(2)
  })

  it('tries each credential that fits', async () => {
    const { ensure, pulls, events } = start()
    expect(await ensure({ secrets: async () => [secret('right', 'wrong')] })).to.equal('registry.test/team/web:1')
    expect(pulls).to.deep.equal(['wrong', 'right'])
    expect(events.at(-1)).to.equal('Pulled Successfully pulled image "registry.test/team/web:1" in 0ms (0ms including '
      + 'waiting). Image size: 42 bytes.')
  })

  it('refuses a name that is none', async () => {
    const { ensure } = start()
    expect(waitingOf(await ensure({ image: 'Not An Image' }))).to.include({ reason: 'InvalidImageName' })
  })
})
