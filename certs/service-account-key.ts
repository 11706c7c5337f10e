import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from './pki.ts'

/**
 * The key that signs service account tokens (P-256, PKCS #8, PEM), from its file in `directory`; made at the first
 * start. Tokens outlive a restart because the key does.
 */
export async function ensureServiceAccountKey(directory: string): Promise<string> {
  const path = join(directory, 'service-account.key')
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await replaceFile(path, key, 0o600)
  return key
}
