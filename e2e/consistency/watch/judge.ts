import { checkStream } from './check.ts'
import { changeLog } from './log.ts'
import type { Observed } from './observe.ts'

/** All that is wrong with what watchers were told; an empty array when every promise was kept. */
export function judgeWatchers({ history, streams }: Observed): string[] {
  const { changes, findings } = changeLog(history, streams)
  return [
    ...findings,
    ...streams.flatMap((stream) => checkStream(stream, changes).map(({ promise, text }) => `not ${promise}: ${text}`)),
  ]
}
