import { request } from 'node:https'
import type { administratorOf } from '../../harness/request.ts'
import type { ServerAddress } from '../load/connection.ts'
import { linesOf } from '../load/lines.ts'
import { versionOf } from '../load/perform.ts'
import type { Beginning, Scope, Seen, Session, Stream } from './stream.ts'

/** What one watcher does. */
export interface WatcherOptions {
  name: string
  scope: Scope
  /** How its first request begins; later ones go on after what it saw last, as long as it can tell. */
  beginning: Beginning
  /** Asks for bookmarks. */
  bookmarks: boolean
  /** Asks for metadata instead of whole objects. */
  metadataOnly: boolean
  /** How long the server shall let a request last. */
  timeoutSeconds: number
  /** Hangs up after so many events, again and again. */
  hangUpAfter: number
}

/** What it needs of where it runs. */
export interface WatcherSurroundings {
  server: Pick<ServerAddress, 'port'>
  administrator: ReturnType<typeof administratorOf>
  /** Resolves when the server can be asked again. */
  available(): Promise<void>
  /** The newest revision that anybody was told of. */
  acknowledged(): number
}

/** A watcher that runs until it is stopped, and keeps all that it was told. */
export interface Watcher {
  readonly stream: Stream
  /**
   * Resolves when it has seen the object that this write left; calls back whenever it sees anything new until then. It
   * hangs up no more: on a busy machine it would not get there as long as the server keeps its history.
   */
  seen(write: string, progressed: () => void): Promise<void>
  stop(): Promise<void>
}

/** Starts to watch. */
export function startWatcher(options: WatcherOptions, surroundings: WatcherSurroundings): Watcher {
  const stream: Stream = { name: options.name, scope: options.scope, sessions: [] }
  const stopping = new AbortController()
  let awaited: { write: string; progressed: () => void; done: () => void } | undefined
  const known = new Set<string>()
  const tell = (seen: Seen): void => {
    if (seen.type === 'BOOKMARK') return
    // Whoever begins anew is told again of what it knows: that is no progress.
    if (!known.has(seen.write)) awaited?.progressed()
    known.add(seen.write)
    if (awaited?.write === seen.write) awaited.done()
  }
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const beginning = nextBeginning(options.beginning, stream.sessions, surroundings)
      const session: Session = { beginning, seen: [], error: undefined }
      const hangUpAfter = awaited === undefined ? options.hangUpAfter : Number.MAX_SAFE_INTEGER
      const answered = await follow({ ...options, hangUpAfter }, session, surroundings, stopping.signal, tell)
      if (answered) stream.sessions.push(session)
      else await surroundings.available()
    }
  }
  const running = run()
  return {
    stream,
    seen: (write, progressed) =>
      new Promise((resolve, reject) => {
        running.catch(reject)
        awaited = { write, progressed, done: resolve }
        if (known.has(write)) resolve()
      }),
    stop() {
      stopping.abort()
      return running
    },
  }
}

/** After what was seen last; what existed at the start has no order, so only a bookmark makes it certain. */
function nextBeginning(
  first: Beginning,
  sessions: readonly Session[],
  { acknowledged }: WatcherSurroundings,
): Beginning {
  const last = sessions.at(-1)
  if (last === undefined) return first
  const { beginning, seen } = last
  const anew: Beginning =
    beginning.kind === 'state' ? { ...beginning, atLeast: beginning.atLeast === 0 ? 0 : acknowledged() } : first
  if (beginning.kind === 'state' && !(beginning.marked && seen.some((one) => one.type === 'BOOKMARK'))) return anew
  return { kind: 'after', revision: seen.at(-1)?.revision ?? (beginning as { revision: number }).revision }
}

/** One request; says whether it was answered with a stream. */
function follow(
  options: WatcherOptions,
  session: Session,
  { server, administrator }: WatcherSurroundings,
  signal: AbortSignal,
  tell: (seen: Seen) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const unanswered = () => resolve(false)
    const headers = options.metadataOnly
      ? { Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' }
      : {}
    const path = pathOf(options, session.beginning)
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, headers, agent: false, ...administrator, signal },
      async (response) => {
        asked.removeListener('error', unanswered)
        asked.on('error', () => {})
        if (response.statusCode !== 200) session.error = `${response.statusCode}`
        let left = options.hangUpAfter
        response.on('error', () => {})
        try {
          for await (const line of linesOf(response)) {
            if (take(line, session, tell) && --left > 0) continue
            break
          }
        } catch {
          // It broke; what came is kept.
        }
        asked.destroy()
        resolve(true)
      },
    )
    asked.on('error', unanswered)
    asked.end()
  })
}

function pathOf({ scope, bookmarks, timeoutSeconds }: WatcherOptions, beginning: Beginning): string {
  const query = new URLSearchParams({ watch: '1', timeoutSeconds: String(timeoutSeconds) })
  if (bookmarks) query.set('allowWatchBookmarks', 'true')
  if (scope.color !== '') query.set('labelSelector', `color=${scope.color}`)
  if (scope.name !== '') query.set('fieldSelector', `metadata.name=${scope.name}`)
  if (beginning.kind === 'after') query.set('resourceVersion', String(beginning.revision))
  else if (beginning.atLeast === 0) query.set('resourceVersion', '0')
  if (beginning.kind === 'state' && beginning.marked) {
    query.set('sendInitialEvents', 'true')
    query.set('resourceVersionMatch', 'NotOlderThan')
  }
  return `/api/v1${scope.namespace === '' ? '' : `/namespaces/${scope.namespace}`}/configmaps?${query}`
}

/** Keeps one line of a stream; false when the stream is over by it. */
function take(line: string, session: Session, tell: (seen: Seen) => void): boolean {
  const { type, object } = JSON.parse(line)
  if (type === 'ERROR' || type === undefined) {
    session.error = line
    return false
  }
  // The server has some objects of its own elsewhere.
  if (type !== 'BOOKMARK' && object.metadata.labels?.write === undefined) return true
  const seen = seenOf(type, object)
  session.seen.push(seen)
  tell(seen)
  return true
}

function seenOf(type: Seen['type'], object: any): Seen {
  const { metadata } = object
  if (type === 'BOOKMARK')
    return {
      type,
      revision: Number(metadata.resourceVersion),
      initial: metadata.annotations?.['k8s.io/initial-events-end'] === 'true',
    }
  return { type, key: `${metadata.namespace}/${metadata.name}`, color: metadata.labels.color, ...versionOf(object) }
}
