import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger } from '../../apimachinery/log.ts'

/** Something done at an interval until a signal aborts; failures are logged and tried again at the next. */
export async function repeat(
  seconds: number,
  what: () => Promise<void>,
  { signal, log, name }: { signal: AbortSignal; log: Logger; name: string },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await what()
    } catch (error) {
      if (!signal.aborted) log.warn(`cannot ${name}`, { error })
    }
    await sleep(seconds * 1000, undefined, { signal }).catch(() => {})
  }
}
