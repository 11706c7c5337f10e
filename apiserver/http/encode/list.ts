import { apiVersionOf } from '../../../apimachinery/meta.ts'
import type { Page } from '../../registry/list.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import { itemEncoder } from './item.ts'
import type { PartedBody } from './parts.ts'

/** What stands in a list's metadata. */
export function listMetadata({ revision, continueToken, remaining }: Page): Record<string, unknown> {
  return {
    resourceVersion: String(revision),
    ...(continueToken === '' ? {} : { continue: continueToken }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  }
}

/** A list but for its items. */
export function listHead(definition: ResourceDefinition, page: Page): object {
  return { kind: `${definition.kind}List`, apiVersion: apiVersionOf(definition), metadata: listMetadata(page) }
}

/**
 * A list as bytes: a header, the cached objects joined by commas, a footer. The first object, which has no comma,
 * is of the header.
 */
export function listBody(definition: ResourceDefinition, page: Page): PartedBody<CachedObject> {
  const { part, compressed } = itemEncoder(definition)
  const start = Buffer.from(`${JSON.stringify(listHead(definition, page)).slice(0, -1)},"items":[`)
  const [first, ...keys] = page.items
  return {
    head: first ? Buffer.concat([start, withoutComma(part(first))]) : start, keys, tail: footer, part, compressed,
  }
}

function withoutComma({ prefix, bytes, start }: ReturnType<PartedBody['part']>): Buffer {
  return Buffer.concat([prefix.subarray(1), bytes.subarray(start)])
}

const footer = Buffer.from(']}\n')
