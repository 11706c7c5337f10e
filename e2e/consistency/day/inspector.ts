import { once } from 'node:events'

/** What a process says of its memory behind a full collection of garbage, in bytes. */
export interface Heap {
  heapUsed: number
  external: number
  arrayBuffers: number
}

/** The inspector of a Node process that was started with `--inspect`. */
export interface Inspector {
  collectAndMeasure(): Promise<Heap>
  /** Writes a heap snapshot to a file of the process' machine. */
  snapshot(path: string): Promise<void>
  close(): void
}

/** Connects to the inspector on a port of this machine. */
export async function connectInspector(port: number): Promise<Inspector> {
  const targets = await (await fetch(`http://127.0.0.1:${port}/json`)).json() as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(targets[0]!.webSocketDebuggerUrl)
  await once(socket, 'open')
  let last = 0
  const waiting = new Map<number, (answer: any) => void>()
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data))
    waiting.get(id)?.(result)
    waiting.delete(id)
  }
  const call = (method: string, params: object = {}): Promise<any> => new Promise((resolve) => {
    waiting.set(++last, resolve)
    socket.send(JSON.stringify({ id: last, method, params }))
  })
  const evaluate = (expression: string) => call('Runtime.evaluate', { expression, includeCommandLineAPI: true })
  return {
    async collectAndMeasure() {
      await call('HeapProfiler.collectGarbage')
      return JSON.parse((await evaluate('JSON.stringify(process.memoryUsage())')).result.value)
    },
    async snapshot(path) {
      await evaluate(`require('v8').writeHeapSnapshot(${JSON.stringify(path)})`)
    },
    close: () => socket.close(),
  }
}
