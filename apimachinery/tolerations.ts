/** Keeps pods off a node that do not tolerate it. Upstream: v1.Taint. */
export interface Taint {
  key: string
  value?: string
  effect: string
  timeAdded?: string
}

/** Upstream: v1.Toleration. */
export interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
  tolerationSeconds?: number
}

/** Whether the toleration covers the taint. Upstream: Toleration.ToleratesTaint. */
export function tolerates({ key = '', operator = '', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  return operator === 'Exists' || ((operator === '' || operator === 'Equal') && value === (taint.value ?? ''))
}
