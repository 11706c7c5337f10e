import { expect } from 'chai'
import { listText, type TextForm } from './list-text.ts'
import { printJson } from './pretty.ts'
import { toYaml } from './yaml.ts'

const whole: Readonly<Record<TextForm, (value: object) => string>> = {
  json: (value) => printJson(value, false),
  pretty: (value) => printJson(value, true),
  yaml: toYaml,
}
const items = [{ metadata: { name: 'a', labels: {} }, data: { text: 'one\n  two\n' } }, { list: [[1], { b: [] }] }, {}]
const heads = {
  items: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' } },
  rows: { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: {}, columnDefinitions: [{ name: 'a' }] },
}

describe('a list that is written item by item', () => {
  for (const form of ['json', 'pretty', 'yaml'] as const) {
    for (const key of ['items', 'rows'] as const) {
      it(`is the same text as at once: ${key} in ${form}`, () => {
        const fields = heads[key]
        for (const count of [1, 2, 3]) {
          const some = items.slice(0, count)
          const text = [...listText({ fields, key, items: some }, form)].map(({ bytes }) => bytes.toString()).join('')
          expect(text).to.equal(whole[form]({ ...fields, [key]: some }))
        }
      })
    }
  }

  it('makes an item when it is asked for', () => {
    let made = 0
    function* making(): Generator<object> {
      for (const item of items) {
        made++
        yield item
      }
    }
    const parts = listText({ fields: heads.items, key: 'items', items: making() }, 'json')
    parts.next()
    expect(made).to.equal(0)
    parts.next()
    expect(made).to.equal(1)
  })
})
