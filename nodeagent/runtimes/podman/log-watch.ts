import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** How long a log is quiet before one asks whether its container has ended. */
const quietMilliseconds = 500

/** Waits for more of a log. */
export interface LogWatch {
  /** `changed` when the file was written or replaced since the last call, `quiet` when not for a while. */
  next(): Promise<'changed' | 'quiet'>
  close(): void
}

/** Watches the folder of a log, as the file itself is replaced when it is full. An abort counts as quiet. */
export function watchLog(path: string, signal: AbortSignal): LogWatch {
  let changed = false
  let wake = (): void => {}
  const watcher = watch(dirname(path), (_event, name) => {
    // Other files of the folder change when the container ends: reason enough to look.
    changed ||= name === null || name === basename(path)
    wake()
  })
  watcher.on('error', () => {})
  const onAbort = (): void => wake()
  signal.addEventListener('abort', onAbort)
  return {
    async next() {
      if (!changed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, quietMilliseconds)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      const answer = changed ? 'changed' : 'quiet'
      changed = false
      return answer
    },
    close() {
      signal.removeEventListener('abort', onAbort)
      watcher.close()
      wake()
    },
  }
}
