import { execFile } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'

import type { Logger } from '../../../apimachinery/log.ts'
import { LibpodError } from './libpod.ts'
import { networkNamespaces } from './mount-namespace.ts'

const run = promisify(execFile)

/** So many namespaces are mended before podman is believed to have another trouble. */
const most = 1000

/**
 * Makes podman's list answer again where all processes of containers ended without podman's knowledge, and their
 * network namespaces with them: it then refuses to list anything, and to remove what is broken. A file that stands
 * for a lost namespace gets an empty one, with which podman finds the container dead; its pod gets a new sandbox.
 * `inside` is the command that runs another where podman runs. Resolves with how many were mended.
 */
export async function mendLostNamespaces(
  list: () => Promise<unknown>, inside: readonly string[], log: Logger,
): Promise<number> {
  for (let mended = 0; mended < most; mended += 1) {
    try {
      await list()
      if (mended > 0) {
        log.warn('containers ended unseen while podman was away: their pods start anew', { networkNamespaces: mended })
      }
      return mended
    } catch (error) {
      const file = lostNamespace(error)
      if (file === null || !lstatSync(file, { throwIfNoEntry: false })?.isFile()) throw error
      const [program = '', ...args] = [...inside, 'unshare', `--net=${file}`, 'true']
      await run(program, args)
    }
  }
  return most
}

/** The file that podman complains about, if that is what it says. */
export function lostNamespace(error: unknown): string | null {
  if (!(error instanceof LibpodError)) return null
  const path = /unknown FS magic on "([^"]+)"/.exec(error.message)?.[1]?.replace(/^\/var\/run\//, '/run/')
  const own = path !== undefined && dirname(path) === networkNamespaces && /^netns-[0-9a-f-]+$/.test(basename(path))
  return own ? path : null
}
