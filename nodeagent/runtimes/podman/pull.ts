import { createInterface } from 'node:readline'

import { RuntimeError } from '../runtime.ts'
import type { PullOptions } from '../runtime.ts'
import { LibpodError } from './libpod.ts'
import type { Libpod } from './libpod.ts'

/** Pulls an image; podman answers 200 at once and says in the stream how it ended. */
export async function podmanPull(
  libpod: Libpod, reference: string, { credential, signal }: PullOptions,
): Promise<void> {
  try {
    const answer = await libpod.stream('POST', '/images/pull', {
      query: { reference, policy: 'always' }, headers: authHeader(credential), signal,
    })
    for await (const line of createInterface({ input: answer })) {
      const { error } = JSON.parse(line) as { error?: string }
      if (error) throw new RuntimeError('ErrImagePull', error)
    }
  } catch (error) {
    if (error instanceof LibpodError) throw new RuntimeError('ErrImagePull', error.message, { cause: error })
    throw error
  }
}

/** Podman reads base64 in the alphabet of URLs, but padded. */
function authHeader(credential: PullOptions['credential']): Record<string, string> {
  if (!credential) return {}
  const text = Buffer.from(JSON.stringify(credential)).toString('base64')
  return { 'X-Registry-Auth': text.replaceAll('+', '-').replaceAll('/', '_') }
}
