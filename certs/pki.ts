import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuthority, inspect, issue, type KeyPair } from './authority.ts'
import { type ProfileName, profileNames, profiles } from './profiles.ts'

/** Certificates are issued anew at a start this close to their end. */
const renewBeforeMs = 90 * 24 * 60 * 60 * 1000

/** The cluster's certificates, all by one authority. */
export type Pki = { authority: KeyPair } & Record<ProfileName, KeyPair>

export interface PkiOptions {
  /** Where the files are kept; made with mode 0700. */
  directory: string
  nodeName: string
  /** Names and addresses the API server is reached by. */
  serverNames: readonly string[]
  /** Names and addresses the kubelet API is reached by. */
  kubeletNames: readonly string[]
  now?: Date
}

/**
 * Reads the PKI from its directory, and makes what is missing, ends soon or lacks a name. The authority is
 * made once and stays. Keys have mode 0600. Running it again changes nothing.
 */
export async function ensurePki(
  { directory, nodeName, serverNames, kubeletNames, now = new Date() }: PkiOptions,
): Promise<Pki> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const stored = await readPair(directory, 'ca')
  const authority = stored ?? (await createAuthority(`coracle-ca@${Math.floor(now.getTime() / 1000)}`, now))
  if (!stored) await writePair(directory, 'ca', authority)
  const rows = profiles({ nodeName })
  const names: Partial<Record<ProfileName, readonly string[]>> = { apiserver: serverNames, kubelet: kubeletNames }
  const pairs = await Promise.all(
    profileNames.map(async (name) => {
      const profile = rows[name]
      const sans = names[name] ?? []
      const existing = await readPair(directory, profile.file)
      if (existing && serves(existing, sans, now)) return [name, existing] as const
      const made = await issue(authority, profile, { sans, now })
      await writePair(directory, profile.file, made)
      return [name, made] as const
    }),
  )
  return { authority, ...(Object.fromEntries(pairs) as Record<ProfileName, KeyPair>) }
}

/** Whether a certificate still has time to run and every name asked of it. */
function serves(pair: KeyPair, sans: readonly string[], now: Date): boolean {
  const { sans: has, notAfter } = inspect(pair.cert)
  return notAfter.getTime() - now.getTime() > renewBeforeMs && sans.every((name) => has.includes(name))
}

async function readPair(directory: string, file: string): Promise<KeyPair | undefined> {
  try {
    const [cert, key] = await Promise.all([
      readFile(join(directory, `${file}.crt`), 'utf8'),
      readFile(join(directory, `${file}.key`), 'utf8'),
    ])
    return { cert, key }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The key goes first: a pair is read only when both are there, so a crash in between leaves no half pair in use. */
async function writePair(directory: string, file: string, pair: KeyPair): Promise<void> {
  await replaceFile(join(directory, `${file}.key`), pair.key, 0o600)
  await replaceFile(join(directory, `${file}.crt`), pair.cert, 0o644)
}

/** Writes a file whole or not at all: a loss of power does not leave its name without its contents, either. */
export async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  await writeFile(draft, content, { mode, flush: true })
  await rename(draft, path)
}
