import type { Logger } from '../apimachinery/log.ts'
import type { Authenticate, Authorize } from './http/filters/interfaces.ts'
import type { ServerTls } from './http/server.ts'
import type { LevelStoreLimits } from './storage/level/limits.ts'

export type { ServerTls } from './http/server.ts'

/** With what the server speaks to kubelets; PEM. */
export interface KubeletClientTls {
  key: string
  cert: string
  ca: string
}

/** What `startApiServer` is told. Only `cli/` makes one. */
export interface ApiServerConfig {
  /** Where the store lives; undefined keeps everything in memory (tests). */
  dataDir: string | undefined
  /** How much of what happened is kept for watches that resume, where it is not to be the usual (tests). */
  history?: Partial<Pick<LevelStoreLimits, 'historyMilliseconds' | 'historyEvents'>>
  address: string
  /** 0 takes a free one. */
  port: number
  tls: ServerTls
  serviceCidr: string
  /** How many requests run at a time, those with and those without effects together; upstream's sum is 600. */
  maxRequestsInFlight?: number
  authenticate: Authenticate
  authorize: Authorize
  /** The key that signs tokens of service accounts, as PKCS8 PEM; undefined makes one that ends with the process. */
  serviceAccountKey?: string
  kubeletClient?: KubeletClientTls
  /**
   * The address under which clients inside the cluster reach this server;
   * goes into the `kubernetes` service's endpoints.
   */
  advertiseAddress?: string
  log: Logger
}
