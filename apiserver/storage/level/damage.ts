import { damagedDirectory, DataDirectoryError, explainCause } from '../errors.ts'

/** A file of the database that is missing or is not what was written. The message names it. */
export class DamagedFileError extends Error {
  override name = 'DamagedFileError'
}

/** A record on the disk that is missing or is not what was written. */
export class DamagedRecordError extends Error {
  override name = 'DamagedRecordError'
}

/**
 * What reading a data directory at start failed of, in a sentence for the user when it is damaged;
 * the error itself when not.
 */
export function explainDamage(path: string, error: unknown): unknown {
  if (error instanceof DamagedFileError || error instanceof DamagedRecordError) {
    return damagedDirectory(path, error.message, error)
  }
  const code = (error as { code?: unknown }).code
  if (code !== 'LEVEL_CORRUPTION' && code !== 'LEVEL_IO_ERROR') return error
  return new DataDirectoryError(`cannot read the data directory ${path}: ${explainCause(error)}`, { cause: error })
}
