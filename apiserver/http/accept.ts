import { ApiError, notAcceptable } from '../../apimachinery/api-error.ts'

/** How an answer is to look. */
export interface Representation {
  mediaType: 'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf'
  /** The object itself, or a view of it in `meta.k8s.io/<version>`. */
  as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'
  version: 'v1' | 'v1beta1'
  /** JSON is to be printed for people, whoever asks. */
  pretty?: true
}

/**
 * What can be answered: a stream is no YAML, kinds of custom resources have no protobuf, what is no object has no
 * views, and what is no part of a stored object no tables. Where a list is read a watch is offered, too; where a log
 * is, plain text, which upstream then refuses all the same. What upstream's aggregator answers itself is not routed.
 */
export interface Offer {
  watch?: boolean
  list?: boolean
  plain?: boolean
  routed?: boolean
  protobuf?: boolean
  views?: boolean
  tables?: boolean
}

type MediaType = Representation['mediaType']

const all: readonly MediaType[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const watchAccepted = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch']

interface Range {
  type: string
  parameters: ReadonlyMap<string, string>
  quality: number
}

/** What was found for a header and an offer: clients say the same with every request. */
const found = new Map<string, Representation>()
const remembered = { headers: 256, length: 256 }

/** The first wish of an Accept header that can be met. Throws 406 as upstream words it. */
export function negotiate(accept: string, offer: Offer = {}): Representation {
  const { watch = false, protobuf = false, views = true, tables = views } = offer
  if (accept.length > remembered.length) return choose(accept, offer)
  const key = `${Number(watch)}${Number(protobuf)}${Number(views)}${Number(tables)}${accept}`
  let chosen = found.get(key)
  if (!chosen) {
    chosen = choose(accept, offer)
    if (found.size >= remembered.headers) found.clear()
    found.set(key, chosen)
  }
  return chosen
}

function choose(accept: string, offer: Offer): Representation {
  const { watch = false, protobuf = false, views = true, tables = views } = offer
  const ranges = accept.trim() === '' ? [anything] : parseAccept(accept)
  const offered = all.filter((type) => protobuf || type !== protobufType)
  for (const range of ranges) {
    const mediaType = offered.find((type) => inRange(type, range.type))
    const view = mediaType && viewOf(range.parameters)
    // Nobody has said how a Table looks in protobuf.
    const offers = view?.as === 'object' || (view?.as === 'Table' ? tables && mediaType !== protobufType : views)
    const pretty = range.parameters.get('pretty') === '1'
    // A stream is not written in YAML, and who likes that best is not asked for more.
    if (view && offers && watch && mediaType === 'application/yaml') break
    if (view && offers) return { mediaType, ...view, ...(pretty ? { pretty } : {}) }
  }
  throw refusal(ranges, offer)
}

/** For what is JSON and nothing else. Throws 406. */
export function requireJson(accept: string): void {
  const ranges = parseAccept(accept)
  if (ranges.length === 0 || ranges.some(({ type }) => inRange('application/json', type))) return
  throw new ApiError(406, 'NotAcceptable', '406: Not Acceptable\n\nAvailable representations: application/json', {})
}

const protobufType: MediaType = 'application/vnd.kubernetes.protobuf'
const anything: Range = { type: '*/*', parameters: new Map(), quality: 1 }

function inRange(type: MediaType, range: string): boolean {
  return range === type || range === '*/*'
}

/** By falling quality, equal ones in the order given. A quality of zero does not exclude: upstream ignores it. */
function parseAccept(accept: string): Range[] {
  return accept.split(',').map(parseRange).filter((range) => range.type !== '')
    .map((range, index) => ({ range, index }))
    .sort((a, b) => b.range.quality - a.range.quality || a.index - b.index)
    .map(({ range }) => range)
}

function parseRange(text: string): Range {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = new Map(rest.map((part): [string, string] => {
    const at = part.indexOf('=')
    return at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim().replace(/^"|"$/g, '')]
  }))
  const quality = Number(parameters.get('q') ?? '1')
  return { type: type.toLowerCase(), parameters, quality: quality > 0 ? quality : 1 }
}

const knownViews = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'] as const

function viewOf(parameters: ReadonlyMap<string, string>): Pick<Representation, 'as' | 'version'> | undefined {
  const wanted = parameters.get('as')
  if (wanted === undefined) return { as: 'object', version: 'v1' }
  const as = knownViews.find((view) => view === wanted)
  const version = parameters.get('v')
  if (!as || parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined
  return { as, version }
}

/** Upstream has two texts: one from the router, when no type is served at all, and one from the handler. */
function refusal(
  ranges: readonly Range[], { watch = false, list = watch, plain = false, routed = true }: Offer,
): ApiError {
  const served = [...(plain ? ['text/plain'] : []), ...all]
  if (!routed || ranges.some(({ type }) => served.includes(type))) return notAcceptable(watch ? watchAccepted : all)
  const types = list ? [...served, ...watchAccepted] : served
  const message = `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`
  return new ApiError(406, 'NotAcceptable', message, {})
}
