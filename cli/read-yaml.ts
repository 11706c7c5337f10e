import { open } from 'node:fs/promises'
import { load } from 'js-yaml'
import { oneLine } from './shown.ts'

/** Bytes of a file that a person wrote: a kubeconfig of a hundred clusters has a tenth of it. */
const maxBytes = 1024 * 1024
/** Maps and lists within one another. No such file comes near. */
const maxDepth = 50
/** Ten aliases, each within the next, make no more than forty of anything. */
const maxAliases = 10

/** A file that cannot be used; its message is the end of a sentence. */
export class UnusableFileError extends Error {
  override readonly name = 'UnusableFileError'
}

/** The text of a file that a person wrote. A device that never ends is not read to its end. */
export async function readShortFile(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) {
      chunks.push(chunk as Buffer)
      size += (chunk as Buffer).length
    }
    if (size > maxBytes) throw new UnusableFileError(`it is larger than ${maxBytes} bytes`)
    return Buffer.concat(chunks).toString()
  } finally {
    await file.close()
  }
}

/** The one document of a YAML text: null, a value, a list or a map. Throws UnusableFileError. */
export function readYaml(text: string): unknown {
  let value: unknown
  try {
    value = load(text, { maxDepth, maxAliases })
  } catch (error) {
    throw new UnusableFileError(oneLine((error as Error).message.split('\n')[0] ?? ''))
  }
  if (isEndless(value)) throw new UnusableFileError('an alias in it stands for itself')
  return value ?? null
}

/** Whether a list or map contains itself. `above` are those that it stands in; `known` have an end. */
function isEndless(value: unknown, above = new Set<unknown>(), known = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || known.has(value)) return false
  if (above.has(value)) return true
  above.add(value)
  if (Object.values(value).some((inner) => isEndless(inner, above, known))) return true
  above.delete(value)
  known.add(value)
  return false
}

/** Whether a value of a file is a map. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
