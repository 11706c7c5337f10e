import { parseExactJson } from '../../../apimachinery/exact-json.ts'
import { inSlices } from '../../../apimachinery/in-slices.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Page } from '../../registry/list.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import { respondMade, respondParts } from '../respond.ts'
import { itemEncoder } from './item.ts'
import { listBody, listHead, listMetadata } from './list.ts'
import { listText, type TextForm, type TextList } from './list-text.ts'
import { partialMetadata } from './partial-metadata.ts'
import type { PartedBody } from './parts.ts'
import { goType, type Presentation, protobufType, send, wrongShape } from './present.ts'
import { isPretty } from './pretty.ts'
import { metadataParts, protobufEncoder } from './protobuf.ts'
import { hasNoEmptyTable, parseIncludeObject, tableHead, tableRow } from './table.ts'

/** So many objects are made ready in one turn, whatever they are to look like. */
const shortList = 64

/** Sends one page of a list. A long one is made in many turns of the event loop, whose snapshot is the same in all. */
export async function presentPage(presentation: Presentation, page: Page): Promise<void> {
  const { exchange, definition, representation } = presentation
  const { as, mediaType } = representation
  if (as === 'PartialObjectMetadata') {
    const list = `(*${goType(definition)}List)`
    throw wrongShape(`you requested PartialObjectMetadata, but the requested object is a list ${list}`)
  }
  const isLong = page.items.length > shortList
  const kept = keptForm(presentation)
  if (kept) {
    // What is kept of each object is made when it is first asked for.
    if (isLong) await inSlices(page.items, kept.part)
    return respondParts(exchange, mediaType, kept.page(page))
  }
  if (isLong && mediaType === protobufType) {
    return respondMade(exchange, mediaType, (await metadataParts(presentation, page)).values())
  }
  const list = viewOf(presentation, page)
  if (isLong) return respondMade(exchange, mediaType, listText(list, textForm(presentation)))
  const items = page.items.length === 0 ? emptyList(presentation) : [...list.items]
  send(exchange, 200, representation, { ...list.fields, [list.key]: items })
}

interface KeptForm {
  part(cached: CachedObject): void
  page(page: Page): PartedBody<CachedObject>
}

/** The forms that are put together from what is kept of each object. */
function keptForm({ exchange, definition, representation }: Presentation): KeptForm | undefined {
  const { as, mediaType } = representation
  if (as !== 'object') return undefined
  if (mediaType === protobufType) return protobufEncoder(definition)
  if (mediaType !== 'application/json' || isPretty(exchange, representation)) return undefined
  return { part: itemEncoder(definition).part, page: (page) => listBody(definition, page) }
}

function textForm({ exchange, representation }: Presentation): TextForm {
  if (representation.mediaType === 'application/yaml') return 'yaml'
  return isPretty(exchange, representation) ? 'pretty' : 'json'
}

/** Upstream's list of metadata has no list where it has nothing to say, nor has a table of names and times. */
function emptyList({ definition, representation: { as } }: Presentation): [] | null {
  return as === 'PartialObjectMetadataList' || (as === 'Table' && hasNoEmptyTable(definition)) ? null : []
}

/** A page as values; its items are made one by one. */
function viewOf({ exchange, definition, representation: { as, version }, now }: Presentation, page: Page): TextList {
  const metadata = listMetadata(page)
  if (as === 'object') {
    const items = each(page, (item) => wholeItem(definition, item))
    return { fields: listHead(definition, page), key: 'items', items }
  }
  const shown = ({ object }: CachedObject): KubeObject => definition.conversion?.fromStored(object) ?? object
  if (as === 'Table') {
    const include = parseIncludeObject(exchange.query.get('includeObject'))
    const rows =
      each(inRowOrder(definition, page), (item) => tableRow(definition, shown(item), { version, include, now }))
    return { fields: tableHead(definition, version, metadata), key: 'rows', items: rows }
  }
  const items = each(page, (item) => partialMetadata(definition, shown(item), version))
  return { fields: { kind: as, apiVersion: `meta.k8s.io/${version}`, metadata }, key: 'items', items }
}

function inRowOrder({ rowOrder }: ResourceDefinition, page: Page): Pick<Page, 'items'> {
  return rowOrder ? { items: page.items.toSorted((one, other) => rowOrder(one.object, other.object)) } : page
}

function* each({ items }: Pick<Page, 'items'>, show: (item: CachedObject) => object): Generator<object> {
  for (const item of items) yield show(item)
}

/** An item of a list as it is written in JSON. */
function wholeItem(definition: ResourceDefinition, item: CachedObject): object {
  const { bytes, start } = itemEncoder(definition).part(item)
  return parseExactJson(`{${bytes.toString('utf8', start)}`) as object
}
