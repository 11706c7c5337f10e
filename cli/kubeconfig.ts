import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderKubeconfig } from '../certs/kubeconfig.ts'
import { stateFailure } from './failure.ts'
import { tlsDirectory } from './layout.ts'

/** Prints an administrator's kubeconfig for the server whose data directory this is. */
export async function printKubeconfig(values: Record<string, unknown>): Promise<void> {
  const directory = tlsDirectory(String(values['data-dir']))
  const read = (file: string) => readFile(join(directory, file), 'utf8')
  try {
    const [authority, cert, key] = await Promise.all([read('ca.crt'), read('admin.crt'), read('admin.key')])
    process.stdout.write(renderKubeconfig({ server: String(values.server), authority, user: { cert, key } }))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const hint = code === 'ENOENT' ? 'no server has run with this data directory' : String(code)
    throw stateFailure(`cannot read ${directory}: ${hint}`, error)
  }
}
