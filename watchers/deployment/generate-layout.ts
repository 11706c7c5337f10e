/**
 * Writes `template-layout.json` from a file of facts about the Go types, once per Kubernetes version:
 *
 *     node watchers/deployment/generate-layout.ts FACTS.json
 *
 * A line per Go type that a pod template can reach: its fields in Go's order, or the type it is another name of.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Layout } from './template-layout.ts'

interface Fact {
  fields?: { go?: string; name?: string; type: string }[]
  alias?: string
}

const root = 'k8s.io/api/core/v1.PodTemplateSpec'

/** Printed by rules of their own, see go-print.ts. */
const special = new Set([
  'k8s.io/apimachinery/pkg/api/resource.Quantity',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Time',
  'k8s.io/apimachinery/pkg/apis/meta/v1.ManagedFieldsEntry',
])

/** A type as Go prints it: with the last part of its package's path only. */
function short(type: string): string {
  return type.replace(/[\w./-]*\/([\w-]+\.\w+)/g, '$1')
}

/** What a pointer points to, or what a list or map holds. */
function element(type: string): string {
  return type.replace(/^(\*|\[\]|map\[[^\]]*\])+/, '')
}

function row({ fields = [], alias }: Fact): Layout[string] {
  if (alias !== undefined) return short(alias)
  return fields.map(({ go, name, type }) => [go ?? short(type).replace(/.*\./, ''), name ?? null, short(type)])
}

function reachable(facts: Record<string, Fact>): Layout {
  const layout: Layout = {}
  const seen = new Set<string>()
  const visit = (type: string): void => {
    const fact = facts[type]
    if (fact === undefined || seen.has(type) || special.has(type)) return
    if (layout[short(type)] !== undefined) throw new Error(`cannot name ${type}: ${short(type)} is another type too`)
    seen.add(type)
    layout[short(type)] = row(fact)
    for (const below of [fact.alias, ...(fact.fields ?? []).map((field) => field.type)]) {
      if (below !== undefined) visit(element(below))
    }
  }
  visit(root)
  return layout
}

const source = process.argv[2]
if (source === undefined) throw new TypeError('cannot generate: name the file of facts about the Go types')
const { types } = JSON.parse(readFileSync(source, 'utf8')) as { types: Record<string, Fact> }
const lines = Object.entries(reachable(types))
  .map(([type, fields]) => `${JSON.stringify(type)}:${JSON.stringify(fields)}`)
writeFileSync(new URL('template-layout.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
