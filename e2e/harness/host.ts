import { type Coracle, startCoracle } from './coracle.ts'
import { prepareImages } from './images.ts'

/** Skips a test or a suite, and says so, where pods cannot run. */
export function needRoot(context: Mocha.Context): void {
  if (process.getuid?.() === 0) return
  process.stdout.write('  pods run as root only: skipped\n')
  context.skip()
}

/** A server with this machine as its node `host-a`, and the test images; skips the suite where pods cannot run. */
export async function startHost(suite: Mocha.Context): Promise<Coracle> {
  needRoot(suite)
  await prepareImages()
  return startCoracle(['--node-name', 'host-a'])
}
