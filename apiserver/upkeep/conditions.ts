import { formatTime } from '../../apimachinery/meta.ts'

/** A condition of any kind. */
export interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
}

/**
 * The conditions with these in them, each in its old place; undefined when nothing is new. A transition has its time.
 */
export function withConditions(
  old: readonly Condition[] | undefined | null, wanted: readonly Condition[], now: Date,
): Condition[] | undefined {
  const present = old ?? []
  const isSame = (one: Condition): boolean => {
    const before = present.find(({ type }) => type === one.type)
    return before?.status === one.status && before.reason === one.reason && before.message === one.message
  }
  if (wanted.every(isSame)) return undefined
  const stamped = wanted.map((one) => {
    const before = present.find(({ type }) => type === one.type)
    const since = before?.status === one.status ? before.lastTransitionTime : undefined
    return { ...one, lastTransitionTime: since ?? formatTime(now) }
  })
  const kept = present.map((one) => stamped.find(({ type }) => type === one.type) ?? one)
  return [...kept, ...stamped.filter(({ type }) => !present.some((one) => one.type === type))]
}
