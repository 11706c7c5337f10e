/**
 * Loaded before a server (`node --import`): notes how much processor time of its thread lies between two turns of the
 * event loop at most, and prints it when told to by SIGUSR2. Processor time, because other work on the machine does not
 * add to it.
 */
let [longest, last] = [0, used()]

setInterval(() => {
  const now = used()
  longest = Math.max(longest, now - last)
  last = now
}, 1).unref()

process.on('SIGUSR2', () => {
  process.stderr.write(`longest turn: ${longest.toFixed(1)} ms\n`)
  longest = 0
  last = used()
})

/** Milliseconds. */
function used(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
