/**
 * What anybody may make this process hold, read or do, in one place. Beside each figure stand its unit, what upstream
 * (kube-apiserver, kubelet) has, and the reason where ours differs. Rules of one kind's fields are no bounds of this
 * sort: they stand with the kind's validation.
 */

const KiB = 1024
const MiB = 1024 * KiB
const second = 1000

/** One connection and its requests, before anybody is known. */
export const connectionLimits = {
  /**
   * Bytes of the first line and all headers of a request, so of its URL too; 431 beyond it. Upstream: 1 MiB (net/http).
   * Ours is the longest selector that is of use, and a thousand such connections cost 64 MiB, not 1 GiB.
   */
  headerBytes: 64 * KiB,
  /** Headers of a request; 431 beyond it. Upstream counts bytes only. */
  headers: 200,
  /** Milliseconds in which the head of a request has come whole. Upstream: 32 s. */
  headersMilliseconds: 32 * second,
  /**
   * Milliseconds in which a kept connection waits for its next request. Upstream: 90 s, as its clients; whoever waits
   * longer than those is never the one that ends a connection while a request is on its way.
   */
  keepAliveMilliseconds: 120 * second,
  /**
   * Streams of one HTTP/2 connection at once: a client's watches and requests together.
   * Upstream: 100 (--http2-max-streams-per-connection).
   */
  streams: 250,
  /**
   * Bytes of a body that an HTTP/2 client may send unread, while its request waits for its turn.
   * Upstream: 256 KiB a stream.
   */
  windowBytes: 256 * KiB,
  /**
   * Connections at a time, if the process may have twice as many files open; then the oldest idle one makes room.
   * Upstream: no bound but memory.
   */
  connections: 10_000,
  /** Further ones whose TLS handshake is not done. */
  handshakes: 2_000,
  /**
   * Handshakes that begin in one turn of the event loop, some milliseconds of work: whoever is connected is heard
   * between them, however many come. Upstream: no bound.
   */
  handshakesPerTurn: 4,
  /** Milliseconds in which it is. Upstream: none of its own; 10 s here cost an honest client on a slow line nothing. */
  handshakeMilliseconds: 10 * second,
  /** How often the two times for heads and idle connections are looked at, in milliseconds. */
  checkMilliseconds: 5 * second,
  /** Milliseconds of silence after which TCP itself asks whether the other side is still there. Upstream: 3 min. */
  probeMilliseconds: 180 * second,
  /** Milliseconds in which a client may hear why it is cut off before it is. Upstream: 500 ms. */
  lingerMilliseconds: 2 * second,
  /**
   * Bytes of a body that it may go on sending in that time.
   * Upstream: 256 KiB; a client that hears of 413 in the midst should not lose that.
   */
  lingerBytes: 16 * MiB,
  /**
   * Requests that a client may send on HTTP/1.1 before it has heard the first answer; no client of Kubernetes sends
   * two. Upstream handles them one by one and reads no further.
   */
  pipelined: 100,
} as const

/** What an HTTP/2 connection may do besides asking; nghttp2 keeps the most of it, within these bounds. */
export const http2Limits = {
  /**
   * Streams taken back at once, and in each second behind that: a client may give all its streams up, and not again and
   * again. Upstream: by what handlers are still running.
   */
  resetBurst: 250,
  resetsPerSecond: 33,
  /**
   * Pings and settings in a stretch of that many milliseconds.
   * Upstream: 10,000 that are not yet answered. client-go pings every 30 s.
   */
  controlFrames: 100,
  controlWindowMilliseconds: 10 * second,
  /** Frames that break the protocol, and streams refused, before the connection is cut. Node: 1,000 and 100. */
  invalidFrames: 100,
  rejectedStreams: 100,
  /** Entries of one SETTINGS frame. Node: 32; the protocol has nine. */
  settings: 32,
  /**
   * Megabytes of headers, frames and answers on their way to one connection; beyond them its new requests are refused.
   * Node: 10, which twenty lists at once would fill.
   */
  sessionMegabytes: 32,
} as const

/** All requests together, and how long one may last. */
export const requestLimits = {
  /**
   * Requests that run at a time, but for those that are exempt. Upstream: --max-requests-inflight 400 and
   * --max-mutating-requests-inflight 200, which priority and fairness adds up.
   */
  inFlight: 400 + 200,
  /**
   * Milliseconds from its head to the end of the answer; watches, logs and streams last as they like.
   * Upstream: --request-timeout, 60 s.
   */
  milliseconds: 60 * second,
  /** Milliseconds in which a request may wait for its turn; 429 behind them. Upstream: a fourth of the deadline. */
  queueMilliseconds: 15 * second,
  /**
   * Watches, logs and streams of one user at a time, but of who is exempt; 429 beyond them. Upstream: no bound. Nodes,
   * controllers and accounts are users of their own, with some dozens each.
   */
  lastingPerUser: 5000,
} as const

/** The body of one request. */
export const bodyLimits = {
  /** Milliseconds in which a body need bring nothing. Upstream: only the deadline of the whole request. */
  patienceMilliseconds: 10 * second,
  /**
   * Bytes that it must bring in each second behind them, on the average; slower than any modem,
   * faster than one byte now and then.
   */
  bytesPerSecond: 1 * KiB,
  /** How often bodies on their way are looked at, in milliseconds. */
  sweepMilliseconds: 2 * second,
  /** Bytes; 413 beyond it. Upstream: MaxRequestBodyBytes, 3 MiB, twice what etcd takes. */
  bytes: 3 * MiB,
  /**
   * Bytes of a body, or of an object, up to which all that is done with it is done in one turn of the event loop;
   * others get theirs between the steps of a larger one. Upstream has threads.
   */
  oneTurnBytes: 64 * KiB,
  /**
   * Objects and lists within one another, of JSON, YAML and protobuf; 400 beyond it. Upstream: 10,000 (encoding/json,
   * go-yaml). Ours is what all that goes through an object, much of it recursive, bears within the stack of a process,
   * twice over; no manifest is a tenth as deep.
   */
  depth: 400,
  /**
   * Characters of a number in JSON: to make one of three million digits, and to print it in a refusal, takes seconds.
   * Upstream: the body's.
   */
  numberLength: 4096,
  /** Aliases of a YAML document. Upstream: no count, only the share below. */
  yamlAliases: 1000,
  /**
   * Values of a YAML document with its aliases written out, once most of them come from aliases.
   * Upstream: 400,000 (go-yaml).
   */
  yamlExpandedNodes: 400_000,
  /** Unknown and repeated fields that are told. Upstream: 100 (sigs.k8s.io/json). */
  strictErrors: 100,
} as const

/** Patches and managed fields. */
export const patchLimits = {
  /** Operations of a JSON patch; 413 beyond it. Upstream: maxJSONPatchOperations, 10,000. */
  operations: 10_000,
  /**
   * Bytes that all copies of one JSON patch come to: each could double the object.
   * Upstream: JSONPatchMaxCopyBytes, 3 MiB.
   */
  copiedBytes: 3 * MiB,
  /** Bytes of last-applied-configuration that apply looks into. Upstream: TotalAnnotationSizeLimitB, 256 KiB. */
  annotationBytes: 256 * KiB,
  /** Bytes of a field manager's name. Upstream: FieldManagerMaxLength, 128. */
  managerBytes: 128,
  /** Managers of updates that an object remembers apart. Upstream: DefaultMaxUpdateManagers, 10. */
  updateManagers: 10,
} as const

/** Names and small values. */
export const nameLimits = {
  /** Bytes of a subdomain, so of most names. Upstream: DNS1123SubdomainMaxLength. */
  subdomain: 253,
  /** Bytes of a label, a label's value and a qualified name's last part. Upstream: DNS1123LabelMaxLength. */
  label: 63,
  /**
   * The power of ten in a quantity, either way. Upstream: int32, and `1e2147483647` keeps it busy for good; no quantity
   * that means anything comes near ours.
   */
  quantityExponent: 4096,
  /** Digits of a quantity: to print one takes time by their square. Upstream: no bound but the body's. */
  quantityDigits: 4096,
} as const

/** What one client's reading may make the server keep. */
export const watchLimits = {
  /**
   * Events that wait for a watcher before it is cut off.
   * Upstream: 10 to 1,000 a watcher and 100 ms of patience; ours wait as references to what all share.
   */
  queuedEvents: 8192,
  /**
   * Bytes of the objects in them.
   * Upstream: no bound. Ours lets ten of the largest objects wait, and all events of middling ones.
   */
  queuedBytes: 32 * MiB,
} as const

/** Answers. */
export const answerLimits = {
  /** Bytes of all warnings of one answer. Upstream: 4 KiB, so that they do not break a client's header limit. */
  warningBytes: 4 * KiB,
  /** Warnings of one answer: more than these bytes hold. Upstream: the bytes only. */
  warnings: 256,
  /**
   * Things wrong with one object that are told: each twice in the answer, and who made a thousand mistakes has one in
   * mind. Upstream: no bound.
   */
  causes: 1000,
  /** Characters of them: each may print a list as a whole. The first is told however long. Upstream: no bound. */
  causeCharacters: 512 * KiB,
  /** Characters of a subresource's name in a metric: anybody may invent paths. Upstream: knows its subresources. */
  metricLabel: 64,
} as const

/** Tokens that clients show. */
export const tokenLimits = {
  /** Signatures that are remembered as good. Upstream: no count, they expire. */
  trusted: 1000,
  /** Milliseconds for which they are. Upstream: 10 s. */
  trustMilliseconds: 10 * second,
} as const

/** What comes from kubelets, and from pods and services behind the proxy. */
export const backendLimits = {
  /** Connections to one kubelet: each log that is followed holds one. Upstream: no bound. */
  sockets: 512,
  /** Bytes of a kubelet's reason for a refusal. Upstream: 50,000. */
  reasonBytes: 50_000,
  /**
   * Bytes of a page whose links are rewritten; a longer one goes through as it is. Upstream rewrites while it streams.
   */
  pageBytes: 8 * MiB,
} as const

/** Exec, attach and port-forward, of all clients and protocols. */
export const streamLimits = {
  /** Connections at a time on one node; each may hold some hundred kilobytes and a process. Upstream: no bound. */
  connections: 1000,
  /**
   * Bytes of one WebSocket message.
   * Upstream: 32 KiB a frame by its clients, any size received; stock clients send at most 64 KiB.
   */
  messageBytes: 16 * MiB,
  /** Bytes that may wait for a client before the container is held up. */
  unsentBytes: 1 * MiB,
  /** Bytes that may wait in a channel before the client is no longer read. */
  unreadBytes: 256 * KiB,
  /** Characters of one terminal size: two numbers in JSON; whatever is longer is none. */
  resizeLength: 1024,
  /**
   * Ports of one forwarded connection by WebSocket: a channel's number is one byte, 255 is taken,
   * and each port has two.
   */
  ports: 100,
} as const

/** What one SPDY connection may make this process hold, whatever its client sends. */
export const spdyLimits = {
  /** Bytes of a control frame. Streams of kubectl carry three short headers; 16 KiB is a hundred times that. */
  controlFrame: 16 * KiB,
  /** Bytes of a header block once inflated: a frame of 16 KiB could hold 16 MiB of zeros. */
  headerBlock: 64 * KiB,
  /** Headers of a stream. */
  headers: 64,
  /** Open streams. A forwarded connection has two, so this is five hundred connections at once through one kubectl. */
  streams: 1024,
  /** Bytes received for a stream that nobody has read yet; above it the connection is not read. */
  unread: 256 * KiB,
  /** Bytes of answers to pings and refusals that a client leaves unread before it is cut off. */
  unsentControl: 1 * MiB,
  /** Bytes of one data frame sent, so that streams take turns. */
  dataFrame: 32 * KiB,
} as const

/** What containers write and answer, as the agent reads it. */
export const containerLimits = {
  /** Bytes of a line of a log file: conmon cuts lines long before; more than this without an end is no log. */
  logLine: 1 * MiB,
  /** Bytes of a probe's or hook's output that are kept. Upstream: 10 KiB. */
  commandOutput: 10 * KiB,
  /** Bytes of an answer to an HTTP probe that are read. Upstream: 10 KiB. */
  probeBody: 10 * KiB,
  /** Redirects that an HTTP probe follows. Upstream: 10. */
  probeRedirects: 10,
  /** Bytes of a termination message. Upstream: MaxContainerTerminationMessageLength, 4 KiB. */
  endMessage: 4 * KiB,
  /** Bytes and lines of the log that stand in for one. Upstream: 2 KiB, 80 lines. */
  endLog: { bytes: 2 * KiB, lines: 80 },
} as const
