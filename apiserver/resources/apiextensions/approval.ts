import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

const annotation = 'api-approved.kubernetes.io'
const path = `metadata.annotations[${annotation}]`
const discussion = 'see https://github.com/kubernetes/enhancements/pull/1111'

type Approval = 'missing' | 'bypassed' | 'approved' | 'invalid'

/** A group of the community needs an approval, unless nothing changed about it. Upstream: validateAPIApproval. */
export function validateApproval(object: KubeObject, old?: KubeObject): FieldError[] {
  const { group = '' } = object['spec'] ?? {}
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return []
  const text = object.metadata.annotations?.[annotation] ?? ''
  const approval = approvalOf(text)
  if (old && approvalOf(old.metadata.annotations?.[annotation] ?? '') === approval) return []
  const must = `protected groups must have approval annotation "${annotation}"`
  if (approval === 'missing') return [required(path, `${must}, ${discussion}`)]
  return approval === 'invalid'
    ? [invalid(path, text, `${must} with either a URL or a reason starting with "unapproved", ${discussion}`)]
    : []
}

function approvalOf(text: string): Approval {
  if (text === '') return 'missing'
  if (text.startsWith('unapproved')) return 'bypassed'
  return URL.parse(text)?.host ? 'approved' : 'invalid'
}
