/** Upstream: metav1.LabelSelector. */
export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: Requirement[]
}

/** One term of a selector; `Gt` and `Lt` are for nodes only. */
export interface Requirement {
  key: string
  operator: string
  values?: string[]
}

/** Whether the labels satisfy a selector. An absent selector matches nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Record<string, string> = {}): boolean {
  if (selector === undefined) return false
  const { matchLabels = {}, matchExpressions = [] } = selector
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
    && matchExpressions.every((requirement) => matchesRequirement(requirement, labels))
}

/** An operator that is not known matches nothing. */
export function matchesRequirement({ key, operator, values = [] }: Requirement, labels: Record<string, string>): boolean {
  const value = labels[key]
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value)
    case 'NotIn': return value === undefined || !values.includes(value)
    case 'Exists': return value !== undefined
    case 'DoesNotExist': return value === undefined
    case 'Gt': return isInteger(value) && isInteger(values[0]) && Number(value) > Number(values[0])
    case 'Lt': return isInteger(value) && isInteger(values[0]) && Number(value) < Number(values[0])
    default: return false
  }
}

function isInteger(text: string | undefined): boolean {
  return text !== undefined && /^[+-]?\d+$/.test(text)
}
