import type { Part } from './parts.ts'
import { wholePart } from './parts.ts'
import { toYaml, yamlAround } from './yaml.ts'

/** A list that is written one item after the other: its fields but the items, and the name of these. */
export interface TextList {
  readonly fields: object
  readonly key: 'items' | 'rows'
  /** At least one. */
  readonly items: Iterable<object>
}

/** How a list is written. */
export type TextForm = 'json' | 'pretty' | 'yaml'

interface Pieces {
  readonly head: string
  first(item: object): string
  next(item: object): string
  readonly tail: string
}

/** The same text as of the whole value at once, made item by item as it is asked for. */
export function* listText({ fields, key, items }: TextList, form: TextForm): Generator<Part> {
  const { head, first, next, tail } = pieces[form](fields, key)
  yield textPart(head)
  let print = first
  for (const item of items) {
    yield textPart(print(item))
    print = next
  }
  yield textPart(tail)
}

const pieces: Readonly<Record<TextForm, (fields: object, key: string) => Pieces>> = {
  json: (fields, key) => ({
    head: `${JSON.stringify(fields).slice(0, -1)},"${key}":[`,
    first: (item) => JSON.stringify(item),
    next: (item) => `,${JSON.stringify(item)}`,
    tail: ']}\n',
  }),
  pretty: (fields, key) => {
    const print = (item: object): string => JSON.stringify(item, undefined, 2).replaceAll('\n', '\n    ')
    return {
      head: `${JSON.stringify(fields, undefined, 2).slice(0, -2)},\n  "${key}": [`,
      first: (item) => `\n    ${print(item)}`,
      next: (item) => `,\n    ${print(item)}`,
      tail: '\n  ]\n}',
    }
  },
  yaml: (fields, key) => {
    const print = (item: object): string => toYaml([item])
    return { ...yamlAround(fields, key), first: print, next: print }
  },
}

function textPart(text: string): Part {
  return wholePart(Buffer.from(text))
}
