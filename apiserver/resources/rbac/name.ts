import { isPathSegmentName } from '../../../apimachinery/names.ts'
import type { NameRule } from '../meta/name-rules.ts'

/** Roles and bindings may have any name that fits into a path. Upstream: ValidateRBACName. */
export const nameIsAnyPathSegment: NameRule = (name) => isPathSegmentName(name)
