import { behavesAsRuntime } from '../suite.ts'
import { createHollowRuntime } from './hollow.ts'

behavesAsRuntime('hollow', async () => {
  const runtime = createHollowRuntime()
  return {
    runtime,
    image: 'busybox',
    end: async (id, exitCode) => runtime.exit(id, exitCode),
    begun: async () => {},
    endSandbox: (uid) => runtime.stopSandbox(uid),
    close: () => runtime.close(),
  }
})
