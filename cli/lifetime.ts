/** From the first SIGINT or SIGTERM on, `signal` is aborted; a second one ends the process at once. */
export function processLifetime(): { signal: AbortSignal; end: Promise<void> } {
  const controller = new AbortController()
  const end = new Promise<void>((resolve) => {
    const onSignal = () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort()
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  return { signal: controller.signal, end }
}
