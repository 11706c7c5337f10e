import type { AddressInfo, Socket } from 'node:net'
import type { IncomingMessage } from 'node:http'
import { createAdmission } from './admission/index.ts'
import { requestLimits } from '../apimachinery/limits.ts'
import { unauthorized } from '../apimachinery/api-error.ts'
import { createTokenIssuer } from './authn/service-account-issuer.ts'
import { loadServiceAccountKey } from './authn/service-account-key.ts'
import {
  bearerToken, createTokenAuthenticator, type AuthenticateToken, type TokenAuthenticatorOptions,
} from './authn/service-account-token.ts'
import { createTokenReviewer } from './authn/token-review.ts'
import type { UserInfo } from './authn/user.ts'
import { advertisedHostPort } from './bootstrap/advertised-address.ts'
import { bootstrap } from './bootstrap/bootstrap.ts'
import type { ApiServerConfig } from './config.ts'
import { buildChain } from './http/chain.ts'
import { createDiscovery } from './http/discovery/index.ts'
import { discoveryPaths } from './http/discovery-paths.ts'
import { createDispatch } from './http/dispatch.ts'
import type { Authenticate } from './http/filters/interfaces.ts'
import type { ServedKinds } from './http/filters/metrics.ts'
import { createHandler, createUpgradeHandler } from './http/handle.ts'
import { healthChecks, healthPaths, pathsOfHealth } from './http/health.ts'
import { type InProcessRequest, type InProcessResponse, requestInProcess } from './http/in-process.ts'
import { createOpenApi } from './http/openapi/index.ts'
import { openIdPaths } from './http/openid-paths.ts'
import { openApiPaths } from './http/openapi-paths.ts'
import { httpsKubelets } from './http/node-proxy.ts'
import { rootPath } from './http/root-path.ts'
import type { Services } from './http/scope.ts'
import { createServer } from './http/server.ts'
import { withOwnRoutes } from './http/verbs/own-routes.ts'
import { resourceKey } from './http/resource-key.ts'
import { metricsPath } from './http/metrics-path.ts'
import { buildInfo, versionPath } from './http/version.ts'
import { createHealthMetrics } from './metrics/health-metrics.ts'
import { createMetrics } from './metrics/metrics.ts'
import { randomSuffix } from './registry/metadata.ts'
import { collectionKey } from './registry/resource.ts'
import { ownStatusWrites } from './serving/own-writes.ts'
import { createResources, type Resources } from './serving/resources-in-use.ts'
import { publishEndpoints } from './bootstrap/publish-endpoints.ts'
import { serviceNeeds } from './serving/service-needs.ts'
import { followFlowControl } from './serving/flow-control.ts'
import { measured } from './serving/measured-flow-control.ts'
import { findObject, storedObjects } from './serving/stored-objects.ts'
import { createCatalog } from './resources/catalog.ts'
import { builtinSchema } from './resources/schema/load.ts'
import { openLevelStore } from './storage/level/open.ts'
import { openMemoryStore } from './storage/memory/memory-store.ts'
import type { Store } from './storage/store.ts'
import { startUpkeep } from './upkeep/upkeep.ts'
import { createWatchCache } from './watch/cache.ts'

export type { ApiServerConfig, KubeletClientTls, ServerTls } from './config.ts'
export type { InProcessRequest, InProcessResponse } from './http/in-process.ts'

/** A running server. */
export interface ApiServer {
  readonly port: number
  /** Sends requests of somebody in this process, who needs no credentials. */
  requestAs(user: UserInfo): (request: InProcessRequest) => Promise<InProcessResponse>
  /** Ends watches, finishes writes, closes the store. May be called twice. */
  close(): Promise<void>
}

/** Starts the API server: store, cache, registry, chain, port. Resolves when it answers. */
export async function startApiServer(config: ApiServerConfig): Promise<ApiServer> {
  const { log } = config
  const store = await openStore(config)
  const cache = await createWatchCache({ store, log: log.named('cache') })
  const schema = builtinSchema()
  const catalog = createCatalog(serviceNeeds(config.serviceCidr, () => resources))
  const resources: Resources = createResources(catalog.definitions, { store, cache, schema })
  await bootstrap(resources, config)
  const upkeep = await startUpkeep(resources, log.named('upkeep'))
  const { flowControl, close: unfollow } = await followFlowControl(
    resources, config.maxRequestsInFlight ?? requestLimits.inFlight,
  )
  const closing = new AbortController()
  let started = false
  const services = createServices(config, resources, schema)
  const key = loadServiceAccountKey(config.serviceAccountKey)
  const checks = healthChecks({
    storeFailure: () => store.failure, closing: () => closing.signal.aborted, started: () => started,
  })
  const sources = {
    dataDir: config.dataDir, objects: () => countObjects(resources), flowControl: measured(flowControl),
  }
  const metrics = createMetrics(sources, buildInfo())
  const health = createHealthMetrics()
  const serverAddress = advertisedHostPort(config)
  const dispatch = createDispatch(services, [
    healthPaths(checks, health.observe),
    metricsPath('/metrics', metrics),
    metricsPath('/metrics/slis', health),
    rootPath(catalog.definitions, pathsOfHealth(checks)),
    versionPath,
    openIdPaths(key, serverAddress),
    discoveryPaths(createDiscovery(catalog.definitions, { serverAddress })),
    openApiPaths(onceMade(() => createOpenApi(catalog.definitions))),
  ])
  const tokens: TokenAuthenticatorOptions = {
    key, now: services.now, find: (kind, namespace, name) => findObject(resources, `/v1/${kind}`, namespace, name),
  }
  const reviewSources = { authorize: config.authorize, reviewToken: createTokenReviewer(tokens) }
  const answer = withOwnRoutes({ services, issueToken: createTokenIssuer(key), reviewSources }, dispatch)
  const insiders = new WeakMap<IncomingMessage, UserInfo>()
  const authenticate = certificateThenToken(config.authenticate, createTokenAuthenticator(tokens))
  const kinds = servedKinds(resources)
  const insideOrOut: Authenticate = (request) => insiders.get(request) ?? authenticate(request)
  const chain = buildChain({
    ...config, authenticate: insideOrOut, metrics: metrics.requests, kinds, flowControl, dispatch: answer,
  })
  const handle = createHandler(chain, closing.signal)
  const server = createServer(config.tls, handle, createUpgradeHandler(chain, closing.signal))
  const closeConnections = trackConnections(server)
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  await publishEndpoints(resources, config, port)
  started = true
  return {
    port,
    requestAs: (user) => (request) => requestInProcess(handle, request, (message) => insiders.set(message, user)),
    close: onceOnly(async () => {
      closing.abort()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        closeConnections()
      })
      unfollow()
      await upkeep.close()
      cache.close()
      await store.close()
    }),
  }
}

/** Heartbeats may wait for the disk: a renewed Lease of a node is worth nothing after a crash. */
const heartbeats = '/registry/leases/kube-node-lease/'

function openStore({ dataDir, history = {} }: ApiServerConfig): Promise<Store> | Store {
  if (dataDir === undefined) return openMemoryStore()
  return openLevelStore({ path: dataDir, limits: history, volatile: (key) => key.startsWith(heartbeats) })
}

function createServices(
  { kubeletClient, authorize }: ApiServerConfig, resources: Resources, schema: Services['schema'],
): Services {
  const now = () => new Date()
  const reader = (key: string) => async (namespace: string, name: string) => findObject(resources, key, namespace, name)
  const namespaces = reader('/v1/namespaces')
  return {
    resources, schema, now,
    admission: createAdmission({
      getNamespace: (name) => namespaces('', name),
      getServiceAccount: reader('/v1/serviceaccounts'),
      getObject: async (kind, namespace, name) => findObject(resources, kind, namespace, name),
      listObjects: async (kind, namespace) => [...storedObjects(resources, kind, namespace)],
      updateStatus: ownStatusWrites(resources),
      mayDo: async (user, what) =>
        (await authorize({ ...what, user, subresource: '', isResource: true, path: '' })).allowed,
      now,
      randomName: randomSuffix,
    }),
    kubelets: kubeletClient && httpsKubelets(kubeletClient),
  }
}

function servedKinds(resources: Resources): ServedKinds {
  return {
    has: (...key) => resources.has(resourceKey(...key)),
    extent({ group, version, resource: name, namespace }) {
      const resource = resources.get(resourceKey(group, version, name))
      if (!resource) return { count: 0, averageBytes: 0 }
      const { cache } = resource
      return {
        count: cache.snapshot().count(collectionKey(resource, namespace)), averageBytes: cache.averageBytes,
      }
    },
  }
}

/** Kinds that are shown under two groups are counted where they are stored. */
function* countObjects(resources: Resources): Iterable<{ group: string; resource: string; count: number }> {
  for (const { definition: { group, resource, storagePrefix, conversion }, cache } of resources.values()) {
    if (!conversion) yield { group, resource, count: cache.snapshot().count(`/registry/${storagePrefix}/`) }
  }
}

/** A certificate speaks first; a token is looked at only where there is none. */
function certificateThenToken(certificate: Authenticate, authenticateToken: AuthenticateToken): Authenticate {
  const byToken = async (token: string): Promise<UserInfo | undefined> => {
    const speaker = await authenticateToken(token)
    if (speaker === 'invalid') throw unauthorized()
    return speaker
  }
  return (request) => {
    const user = certificate(request)
    const token = bearerToken(request.headers.authorization)
    if (user instanceof Promise) return user.then((found) => (found || token === undefined ? found : byToken(token)))
    return user || token === undefined ? user : byToken(token)
  }
}

function listen(server: ReturnType<typeof createServer>, { address, port }: ApiServerConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Idle connections of either protocol would keep the port open for minutes. */
function trackConnections(server: ReturnType<typeof createServer>): () => void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => open.forEach((socket) => socket.destroy())
}

/** Made when first asked for: most servers are started more often than described. */
function onceMade<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function onceOnly(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= action())
}
