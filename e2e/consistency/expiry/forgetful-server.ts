import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../../apimachinery/log.ts'
import { renderKubeconfig } from '../../../certs/kubeconfig.ts'
import { ensurePki } from '../../../certs/pki.ts'
import { ensureServiceAccountKey } from '../../../certs/service-account-key.ts'
import { startApi } from '../../../cli/api.ts'
import { freePort } from '../../harness/coracle.ts'

/** An API server in this process that keeps hardly any history. */
export interface ForgetfulServer {
  readonly kubeconfig: string
  readonly port: number
  start(): Promise<void>
  /** Starts where nobody who knows its port finds it; gives the other port. */
  startElsewhere(): Promise<number>
  stop(): Promise<void>
  /** Stops it and removes its data. */
  close(): Promise<void>
}

/** Makes the server's certificates and kubeconfig; it is not started yet. */
export async function prepareForgetfulServer(historyEvents: number): Promise<ForgetfulServer> {
  const folder = await mkdtemp(join(tmpdir(), 'coracle-expiry-'))
  const tls = join(folder, 'tls')
  const names = ['127.0.0.1', 'localhost']
  const pki = await ensurePki({ directory: tls, nodeName: 'host-a', serverNames: names, kubeletNames: names })
  const serviceAccountKey = await ensureServiceAccountKey(tls)
  const port = await freePort()
  const kubeconfig = join(folder, 'kubeconfig.yaml')
  await writeFile(
    kubeconfig,
    renderKubeconfig({ server: `https://127.0.0.1:${port}`, authority: pki.authority.cert, user: pki.admin }),
  )
  let running: Awaited<ReturnType<typeof startApi>> | undefined
  const startAt = async (at: number): Promise<number> => {
    running = await startApi({
      dataDir: join(folder, 'db'),
      address: '127.0.0.1',
      port: at,
      serviceCidr: '10.43.0.0/16',
      maxRequestsInFlight: 600,
      pki,
      serviceAccountKey,
      log: silentLogger,
      history: { historyEvents },
    })
    return running.port
  }
  const stop = async (): Promise<void> => {
    await running?.close()
    running = undefined
  }
  return {
    kubeconfig,
    port,
    start: () => startAt(port).then(() => {}),
    startElsewhere: () => startAt(0),
    stop,
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
