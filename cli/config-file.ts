import { explain } from './host.ts'
import { usageFailure } from './failure.ts'
import { isMap, readShortFile, readYaml, UnusableFileError } from './read-yaml.ts'

/**
 * The flags by name that the config file at `asked` holds, else the one at `fallback`, which may be missing.
 * Throws a Failure.
 */
export async function readConfigFile(asked: string | undefined, fallback: string): Promise<Record<string, unknown>> {
  const path = asked ?? fallback
  try {
    return configOf(await readShortFile(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (asked === undefined && code === 'ENOENT') return {}
    if (code === undefined && !(error instanceof UnusableFileError)) throw error
    throw usageFailure(`cannot read the config file ${path}: ${explain(error)}`)
  }
}

/** The flags by name that a config file's text holds. Throws UnusableFileError. */
export function configOf(text: string): Record<string, unknown> {
  const value = readYaml(text)
  if (value === null) return {}
  if (!isMap(value)) throw new UnusableFileError('it must hold flags by name')
  return value
}
