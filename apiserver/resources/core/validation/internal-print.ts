import { marshalled } from '../../schema/go-values.ts'
import { internalBatchTypes } from './internal-batch-types.ts'
import { internalStorageTypes } from './internal-storage-types.ts'
import { internalTypes } from './internal-types.ts'

interface InternalField {
  go: string
  json: string
  kind: string
}

const parsed = new Map<string, InternalField[]>()
const zeros: Readonly<Record<string, unknown>> = { s: '', b: false, i: 0, q: '0', '?': null }
/** Fields that upstream keeps in the internal security context. */
const hostFields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers']

/** A pod spec as Go prints upstream's internal struct: indented JSON with Go's field names. */
export function printInternalPodSpec(spec: any): string {
  return printInternal('PodSpec', spec)
}

function withHostFields(spec: any): any {
  const host = Object.fromEntries(
    hostFields.filter((name) => spec[name] !== undefined).map((name) => [name, spec[name]]),
  )
  return { ...spec, securityContext: { ...spec.securityContext, ...host } }
}

/** A value as Go prints upstream's internal struct `type`, indented. */
export function printInternal(type: string, value: any): string {
  const text = JSON.stringify(internal(type, value), undefined, 1)
  return text.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A value as upstream's internal struct `type`, with Go's field names. */
export function internal(type: string, given: any): Record<string, unknown> {
  const value = type === 'PodSpec' ? withHostFields(given ?? {}) : given
  return Object.fromEntries(fieldsOf(type).flatMap(({ go, json, kind }) => {
    if (go === '~metadata') {
      return Object.entries(
        marshalled('k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta', value?.metadata ?? {}) as object,
      )
    }
    return go === '~' ? Object.entries(internal(kind, value)) : [[go, internalValue(kind, value?.[json])]]
  }))
}

function internalValue(kind: string, value: any): unknown {
  if (kind === 'L') return marshalled('k8s.io/apimachinery/pkg/apis/meta/v1.LabelSelector', value)
  if (kind in zeros) return value ?? zeros[kind]
  if (kind.startsWith('[]')) return value?.map((item: any) => internal(kind.slice(2), item)) ?? null
  if (kind.startsWith('*')) return value === undefined || value === null ? null : internal(kind.slice(1), value)
  return internal(kind, value)
}

function fieldsOf(type: string): InternalField[] {
  const known = parsed.get(type)
  if (known) return known
  const fields = (internalTypes[type] ?? internalStorageTypes[type] ?? internalBatchTypes[type] ?? '')
    .split(' ')
    .map(parseField)
  parsed.set(type, fields)
  return fields
}

function parseField(text: string): InternalField {
  const [names = '', kind = ''] = text.split('=')
  const [go = '', json = `${go.slice(0, 1).toLowerCase()}${go.slice(1)}`] = names.split(':')
  return { go, json, kind }
}
