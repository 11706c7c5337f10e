import type { FilterPlugin } from '../framework.ts'
import { unresolvable } from '../framework.ts'

/** A pod that names its node goes nowhere else. */
export const nodeName: FilterPlugin = {
  name: 'NodeName',
  prepare: ({ spec }) => spec.nodeName
    ? ({ node }) =>
      (spec.nodeName === node.metadata.name ? undefined : unresolvable("node(s) didn't match the requested node name"))
    : undefined,
}
