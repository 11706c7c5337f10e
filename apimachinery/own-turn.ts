/** Who waits to go on, in order. */
const waiting: (() => void)[] = []

/**
 * Resolves in a turn of the event loop that nobody else of these has: however many long answers are being written,
 * whoever asks something short is heard after one piece of one of them.
 */
export function ownTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(giveTurn)
  })
}

function giveTurn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(giveTurn)
}
