/** Signals closer than this are one: npm passes on what the terminal has sent to all of its processes already. */
const sameMs = 1000

/** From the first SIGINT or SIGTERM on, `signal` is aborted; a later second one ends the process at once. */
export function processLifetime(): { signal: AbortSignal; end: Promise<void> } {
  const controller = new AbortController()
  let abortedAt = 0
  const end = new Promise<void>((resolve) => {
    const onSignal = () => {
      const now = performance.now()
      if (controller.signal.aborted) {
        if (now - abortedAt > sameMs) process.exit(130)
        return
      }
      abortedAt = now
      controller.abort()
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  return { signal: controller.signal, end }
}
