import { giveBackPages } from './give-back-pages.ts'

/** What the launcher's `--expose-gc` gives. */
type Collect = (options: { type: 'major'; execution: 'async'; flavor: 'last-resort' }) => Promise<void>

/** So long after the start, when what it began has come to rest. */
const restMilliseconds = 1000

/**
 * Gives back what starting took, once: a server with nothing to do allocates so little that V8 would keep a tenth of
 * its memory for garbage for hours. Takes the processor for a tenth of a second.
 */
export function settleMemory(): void {
  const { gc: collect } = globalThis as { gc?: Collect }
  if (collect) {
    setTimeout(() => {
      void collect({ type: 'major', execution: 'async', flavor: 'last-resort' }).then(giveBackPages)
    }, restMilliseconds).unref()
  }
}
