/** The data directory could not be opened. The message is one line for the user. */
export class DataDirectoryError extends Error {
  override name = 'DataDirectoryError'
}

const whatToDo = 'restore it from a backup, or start with another directory'

/** The sentence for a data directory in which something that was written is missing or unreadable. */
export function damagedDirectory(path: string, what: string, cause?: unknown): DataDirectoryError {
  const message = `cannot open the data directory ${path}: its contents are damaged: ${what}; ${whatToDo}`
  return new DataDirectoryError(message, { cause })
}

/** A write that was not acknowledged because the disk refused it. It may be tried again. */
export class StoreWriteError extends Error {
  override name = 'StoreWriteError'
}

/** The store was closed before or while it was asked. */
export class StoreClosedError extends Error {
  override name = 'StoreClosedError'
  constructor() {
    super('cannot use the store: it is closed')
  }
}

const reasons: readonly [RegExp, string][] = [
  [/LEVEL_LOCKED|already held|lock .*temporarily unavailable/i, 'it is in use by another process'],
  [/permission denied|EACCES|EPERM|read-only file system|EROFS/i, 'it is not writable'],
  [/not a directory|ENOTDIR|EEXIST|file exists/i, 'it is not a directory'],
  [/no space left|ENOSPC|disk quota|EDQUOT/i, 'no space left on device'],
  [/file too large|EFBIG/i, 'a file would be larger than this process may write'],
  [/corrupt/i, `its contents are damaged; ${whatToDo}`],
]

/** What went wrong, in words a user can act on; the message of the deepest cause when it is none of the known ones. */
export function explainCause(error: unknown): string {
  const chain = causes(error)
  const text = chain.map((cause) => `${String((cause as { code?: unknown }).code)} ${cause.message}`).join('\n')
  return reasons.find(([pattern]) => pattern.test(text))?.[1] ?? chain.at(-1)?.message ?? String(error)
}

function causes(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : []
}
