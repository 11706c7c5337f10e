import { apiVersionOf } from '../../../apimachinery/meta.ts'
import type { Page } from '../../registry/list.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { itemEncoder } from './item.ts'

/** So many bytes go into one write. */
const chunkBytes = 64 * 1024

/** What stands in a list's metadata. */
export function listMetadata({ revision, continueToken, remaining }: Page): Record<string, unknown> {
  return {
    resourceVersion: String(revision),
    ...(continueToken === '' ? {} : { continue: continueToken }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  }
}

/** A list as bytes: a header, the cached objects joined by commas, a footer. */
export function* encodeList(definition: ResourceDefinition, page: Page): Generator<Buffer> {
  const encoder = itemEncoder(definition)
  const head = { kind: `${definition.kind}List`, apiVersion: apiVersionOf(definition), metadata: listMetadata(page) }
  let parts: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`)]
  let size = 0
  for (const [index, cached] of page.items.entries()) {
    const item = encoder.item(cached)
    if (index > 0) parts.push(comma)
    parts.push(item)
    size += item.length
    if (size < chunkBytes) continue
    yield Buffer.concat(parts)
    parts = []
    size = 0
  }
  yield Buffer.concat([...parts, footer])
}

const comma = Buffer.from(',')
const footer = Buffer.from(']}\n')
