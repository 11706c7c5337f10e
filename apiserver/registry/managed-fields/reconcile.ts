/**
 * Field sets written under an older schema, brought in line with today's: what has become atomic is owned as a whole.
 * Upstream: structured-merge-diff's ReconcileFieldSetWithSchema.
 */
import { leaf, makeSet, shapeBelow } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import type { Shape } from './shape.ts'
import { deducedShape } from './shape.ts'

/** The same set where nothing had to change. */
export function reconcile(set: FieldSet, shape: Shape | undefined): FieldSet {
  if (shape === undefined || set.children.size === 0) return set
  const { map, list } = shape
  if (map !== undefined) {
    if (map.element === deducedShape) return set
    if (map.atomic) return leaf
  } else if (shape.scalar !== undefined) return set
  else if (list?.atomic === true) return leaf
  let changed = false
  const children = new Map<string, FieldSet>()
  for (const [element, child] of set.children) {
    const now = reconcile(child, shapeBelow(shape, element))
    changed ||= now !== child
    children.set(element, now)
  }
  return changed ? makeSet(set.member, children) : set
}
